using EdgeSeq.Shapes;
using EdgeSeq.Training;

namespace EdgeSeq.Losses;

/// <summary>
/// A loss of one's own, over the outputs of a linear head: what stands between the forward and the backward pass. Derive from it, and give it to
/// <see cref="TrainerOptions.Loss"/>, which <see cref="Evaluator{TShape}"/> and <c>Fit</c> take as well.
/// </summary>
/// <remarks>
/// The loss of a batch is the sum of <see cref="Evaluate"/> over its rows, divided by the sum of <see cref="Count"/>; the gradient is that of this
/// quotient. Rows come in any order, and with several threads at the same time: keep nothing of one row for another. What has to be the same bits
/// everywhere may use +, -, *, / and square roots, and <see cref="Numerics.VectorMath"/>. Thread-safe.
/// </remarks>
public abstract class SequenceLoss
{
    /// <summary>Classes that the targets of a row have room for, where <c>Fit</c> makes room; 0, the default, for none.</summary>
    /// <param name="shape">What is trained.</param>
    /// <param name="window">Steps of a row.</param>
    protected internal virtual int ClassesOf(ModelShape shape, int window) => 0;

    /// <summary>Numbers of scratch memory that <see cref="Evaluate"/> needs; 0 by default.</summary>
    /// <param name="shape">What is trained.</param>
    /// <param name="window">Steps of a row.</param>
    protected internal virtual int ScratchSize(ModelShape shape, int window) => 0;

    /// <summary>Looks at the shape when a trainer is made.</summary>
    /// <param name="shape">What is to be trained; its head is linear.</param>
    /// <exception cref="ArgumentException">The loss does not suit it, or an option of the loss is out of range.</exception>
    protected internal virtual void Validate(ModelShape shape)
    {
    }

    /// <summary>Checks the targets of a row, before anything runs.</summary>
    /// <param name="row">The row; it has no outputs yet.</param>
    /// <returns>How much of the row counts, at least 0: targets, or the sum of their weights. All rows at 0 teach nothing.</returns>
    /// <exception cref="ArgumentException">A target is out of range. Nothing was changed.</exception>
    protected internal abstract double Count(in LossRow row);

    /// <summary>The loss of a row of which something counts, and its gradient.</summary>
    /// <param name="row">The row; <see cref="LossRow.Gradients"/> are zero.</param>
    /// <returns>
    /// The loss, summed over what counts. If it, or a gradient, is infinite or not a number, the step is <see cref="TrainingOutcome.RejectedNonFinite"/>.
    /// </returns>
    protected internal abstract double Evaluate(in LossRow row);
}
