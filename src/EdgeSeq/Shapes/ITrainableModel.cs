using EdgeSeq.Shapes;

namespace EdgeSeq;

/// <summary>
/// What a shape has beyond <see cref="ISequenceModel"/> if its weights can learn: backpropagation through a window. Shapes of
/// <see cref="WeightType.Int8"/> and <see cref="WeightType.BFloat16"/> have not: they are made from a shape that was trained, by <see cref="Model{TShape}.Quantize{TTo}()"/>.
/// </summary>
/// <remarks>The same rules for spans, batches and threads as in <see cref="ISequenceModel"/>.</remarks>
public interface ITrainableModel : ISequenceModel
{
    /// <summary>First float of the parameter block that learns; what lies before it is fixed (the reservoir of an echo state network).</summary>
    static abstract int TrainableOffset { get; }

    /// <summary>Floats in the transposed copy of the weights that <see cref="Backward"/> reads.</summary>
    static abstract int TransposeSize { get; }

    /// <summary>
    /// Floats of workspace that <see cref="Adjoints"/> and <see cref="Accumulate"/> need, and <see cref="ISequenceModel.Forward"/> before them: more than
    /// <see cref="ISequenceModel.WorkspaceSize"/>, since the gradients of all outputs are kept, a row of O floats and its padding for each.
    /// </summary>
    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="window">Steps a row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the workspace exceeds what a span can hold.</exception>
    static abstract int AdjointWorkspaceSize(int batch, int window);

    /// <summary>Refreshes the transposed copy of the weights; call it after every change of the parameters.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="transpose">Receives <see cref="TransposeSize"/> floats.</param>
    /// <param name="share">The part of them that is written; all by default. Threads may write different parts at the same time.</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be.</exception>
    static abstract void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose, WorkShare share = default);

    /// <summary>
    /// After <see cref="ISequenceModel.Forward"/>: loss as in <see cref="ISequenceModel.Loss"/>, and backpropagation through the window.
    /// Gradients are added to <paramref name="gradients"/>, row by row, so micro-batches in row order that accumulate
    /// before one update give the bits of the whole batch.
    /// </summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="transpose">The transposed copy, refreshed since the parameters last changed.</param>
    /// <param name="input">The input that Forward ran.</param>
    /// <param name="target">What every output should have been.</param>
    /// <param name="scale">What each output's loss is multiplied by before differentiation: 1 / counted targets of the whole batch for the mean.</param>
    /// <param name="gradients">[<see cref="ISequenceModel.ParameterSize"/>]; added to.</param>
    /// <param name="stateGradients">
    /// [batch x <see cref="ISequenceModel.StateSize"/>], laid out as states: the gradients of the last states by what follows the window, which
    /// become those of the first states. Empty where nothing follows.
    /// </param>
    /// <param name="workspace">The workspace that Forward filled; consumed.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <param name="sum">What earlier micro-batches summed to; 0 at first.</param>
    /// <returns>The loss, unscaled, summed onto <paramref name="sum"/>.</returns>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a token or target is out of range.</exception>
    static abstract double Backward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, in SequenceInput input, SequenceTarget target, float scale,
        Span<float> gradients, Span<float> stateGradients, Span<float> workspace, int batch, int window, double sum);

    /// <summary>
    /// After <see cref="ISequenceModel.Forward"/>, in a workspace of <see cref="AdjointWorkspaceSize"/>: the part of <see cref="Backward"/> that sums over no
    /// rows, so that threads may do it for different rows at the same time, each in a workspace of its own.
    /// </summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="transpose">The transposed copy, refreshed since the parameters last changed.</param>
    /// <param name="input">The input that Forward ran.</param>
    /// <param name="target">What every output should have been.</param>
    /// <param name="scale">As in <see cref="Backward"/>.</param>
    /// <param name="stateGradients">As in <see cref="Backward"/>.</param>
    /// <param name="workspace">The workspace that Forward filled; adjoints are left in it for <see cref="Accumulate"/>.</param>
    /// <param name="losses">
    /// Receives the unscaled loss of each output, [batch x window] or with <see cref="Readout.Last"/> [batch]; those of steps behind the last of a
    /// row are left alone.
    /// </param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a token or target is out of range.</exception>
    static abstract void Adjoints(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, in SequenceInput input, SequenceTarget target, float scale,
        Span<float> stateGradients, Span<float> workspace, Span<float> losses, int batch, int window);

    /// <summary>
    /// After <see cref="Adjoints"/>: adds the gradients of a share of the weights, row by row. The workspace is only read, so threads may do so for
    /// different shares of the same gradients at the same time. Workspaces in row order give the bits of <see cref="Backward"/> over all rows.
    /// </summary>
    /// <param name="input">The input that Forward ran.</param>
    /// <param name="gradients">[<see cref="ISequenceModel.ParameterSize"/>]; the share is added to.</param>
    /// <param name="workspace">The workspace that Adjoints filled.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <param name="share">The part of the weights; all by default.</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a token is out of range.</exception>
    static abstract void Accumulate(in SequenceInput input, Span<float> gradients, Span<float> workspace, int batch, int window, WorkShare share = default);
}
