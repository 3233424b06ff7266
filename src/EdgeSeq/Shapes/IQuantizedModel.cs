using EdgeSeq.Training;

namespace EdgeSeq;

/// <summary>
/// What a shape of rounded weights has beyond <see cref="ISequenceModel"/>: a forward pass that the shape of floats it is rounded from can learn from, which
/// <see cref="QuantizedForward"/> runs.
/// </summary>
/// <remarks>The same rules for spans, batches and threads as in <see cref="ISequenceModel"/>. Thread-safe.</remarks>
public interface IQuantizedModel : ISequenceModel
{
    /// <summary>Floats of workspace that <see cref="TrainingForward"/> needs, and backpropagation of the shape of floats behind it.</summary>
    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="window">Steps a row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the workspace exceeds what a span can hold.</exception>
    static abstract int TrainingWorkspaceSize(int batch, int window);

    /// <summary>
    /// As <see cref="ISequenceModel.Forward"/>, with the same bits, in a workspace that is laid out as that of the shape of floats: its
    /// <see cref="ITrainableModel.Backward"/>, or <see cref="ITrainableModel.Adjoints"/>, may follow.
    /// </summary>
    /// <param name="parameters">The parameter block of this shape.</param>
    /// <param name="input">Tokens or vectors of [batch x window] steps.</param>
    /// <param name="states">Carried state of this shape, [batch x <see cref="ISequenceModel.StateSize"/>].</param>
    /// <param name="workspace">At least <see cref="TrainingWorkspaceSize"/> floats.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a token is out of range.</exception>
    static abstract void TrainingForward(
        ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> states, Span<float> workspace, int batch, int window);
}
