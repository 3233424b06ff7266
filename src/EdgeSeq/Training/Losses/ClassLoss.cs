using System.Collections.Immutable;
using EdgeSeq.Numerics;
using EdgeSeq.Shapes;

namespace EdgeSeq.Losses;

/// <summary>
/// A loss of logits against a class. Outputs are O logits, targets <see cref="SequenceTarget.Classes"/>, one an output, -1 where none counts. Weights are by class, by row
/// or by output, and multiply; the mean is over the weights of the targets.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public abstract class ClassLoss : SequenceLoss
{
    /// <summary>[O] how much a target of each class counts, finite and at least 0, one of them above; empty, the default, where all count alike.</summary>
    public ImmutableArray<float> ClassWeights { get; init; } = [];

    /// <inheritdoc/>
    protected internal override int ClassesOf(ModelShape shape, int window)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.OutputRows(1, window);
    }

    /// <inheritdoc/>
    protected internal override void Validate(ModelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Require.That(shape.Outputs >= 2, shape.Outputs, "there are at least 2 classes");
        if (ClassWeights.IsDefaultOrEmpty)
        {
            return;
        }

        Require.Length(ClassWeights.Length, shape.Outputs, nameof(ClassWeights), "weights, one a class");
        for (int k = 0; k < ClassWeights.Length; k++)
        {
            float weight = ClassWeights[k];
            Require.That(weight >= 0 && float.IsFinite(weight), weight, "weights are finite and at least 0", $"ClassWeights[{k}]");
        }

        Require.That(ClassWeights.Max() > 0, ClassWeights.Max(), "some class counts", "the largest of ClassWeights");
    }

    /// <inheritdoc/>
    protected internal override double Count(in LossRow row)
    {
        LossWeights.Check(row, row.Classes.Length);
        Require.AtLeast(row.Classes.Length, row.Steps, nameof(row), "classes a row");
        double sum = 0;
        for (int step = 0; step < row.Steps; step++)
        {
            int target = row.Classes[step];
            if (target < -1 || target >= row.Size)
            {
                throw new ArgumentException(
                    $"target[{(row.Index * row.Classes.Length) + step}] is {target}; classes are 0 to {row.Size - 1}, or -1 for none.", nameof(row));
            }

            sum += target < 0 ? 0 : LossWeights.At(row, step) * WeightOf(target);
        }

        return sum;
    }

    /// <inheritdoc/>
    protected internal override double Evaluate(in LossRow row)
    {
        double sum = 0;
        for (int step = 0; step < row.Steps; step++)
        {
            double weight = LossWeights.At(row, step);
            if (row.Classes[step] >= 0 && weight > 0)
            {
                int first = step * row.Size;
                sum += Of(row.Outputs.Slice(first, row.Size), row.Classes[step], weight, row.Gradients.Slice(first, row.Size));
            }
        }

        return sum;
    }

    /// <summary>The loss of one output, times weights, and its gradient.</summary>
    /// <param name="logits">[O] what the model said.</param>
    /// <param name="target">The true class.</param>
    /// <param name="weight">How much the output counts, without the weight of its class.</param>
    /// <param name="gradients">[O] zero; receives the gradient times weights.</param>
    protected abstract double Of(ReadOnlySpan<float> logits, int target, double weight, Span<float> gradients);

    /// <summary>How much a class counts.</summary>
    protected double WeightOf(int target) => ClassWeights.IsDefaultOrEmpty ? 1 : ClassWeights[target];

    /// <summary>The softmax of the logits.</summary>
    /// <param name="logits">[O] the logits.</param>
    /// <param name="probabilities">[O] receives it.</param>
    /// <returns>ln of the sum of e^logit.</returns>
    private protected static double Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        logits.CopyTo(probabilities);
        float highest = logits[0];
        foreach (float logit in logits)
        {
            highest = Math.Max(highest, logit);
        }

        float sum = VectorMath.Softmax(probabilities, 1);
        foreach (ref float probability in probabilities)
        {
            probability /= sum;
        }

        return (double)highest + VectorMath.Log(sum);
    }
}
