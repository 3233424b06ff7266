using EdgeSeq.Shapes;
using EdgeSeq.Training;

namespace EdgeSeq;

/// <summary>
/// The kernels and sizes of one declared shape, as static functions over spans. The generator implements it on the
/// declared struct; <see cref="Model{TShape}"/>, <see cref="Trainer{TShape}"/> and <see cref="Session{TShape}"/> are
/// conveniences over it. Every function checks its arguments once and then allocates nothing.
/// </summary>
/// <remarks>
/// What a shape can do beyond running windows is said by further interfaces, so that the compiler refuses the rest:
/// <see cref="ITokenModel"/> and <see cref="IVectorModel"/> stream, <see cref="ILanguageModel"/> generates.
/// A batch is row-major: row <c>b</c>, step <c>t</c> is element <c>b * window + t</c>. Spans may live on the stack, in
/// arrays or in native memory; kernels are fastest when they begin at a multiple of 64 bytes. Nobody may write or free what a
/// function was given while it runs: tokens, classes and lengths are checked on entry and read again later. The classes over these
/// functions copy them first, and keep their memory until a call has ended. Thread-safe. Functions read and write their arguments alone.
/// </remarks>
public interface ISequenceModel
{
    /// <summary>What was declared, and where each parameter lies.</summary>
    static abstract ModelShape Shape { get; }

    /// <summary>Floats in the parameter block, padding included. Gradients and optimiser moments have the same layout.</summary>
    static abstract int ParameterSize { get; }

    /// <summary>Floats in the state of one sequence, padding and scratch included; all zero is the start of a sequence.</summary>
    static abstract int StateSize { get; }

    /// <summary>Floats of workspace that <see cref="Forward"/>, <see cref="Loss"/> and <see cref="ITrainableModel.Backward"/> need.</summary>
    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="window">Steps a row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the workspace exceeds what a span can hold.</exception>
    static abstract int WorkspaceSize(int batch, int window);

    /// <summary>After <see cref="Forward"/>, and before Backward: where the workspace holds a value inside a cell, H floats.</summary>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <param name="gate">Its place in <see cref="ModelShape.Gates"/>.</param>
    /// <param name="row">Row of the batch.</param>
    /// <param name="step">The step as the layer takes it: a layer that reads from the end takes a row's last step as step 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    static abstract int GateOffset(int batch, int window, int gate, int row, int step);

    /// <summary>Runs every row over its window and leaves the hidden states and gates in the workspace.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="input">Tokens or vectors of [batch x window] steps.</param>
    /// <param name="states">
    /// Carried state, [batch x <see cref="StateSize"/>]: read at the start, updated at the end. A model that reads in both
    /// directions starts from zero in every window.
    /// </param>
    /// <param name="workspace">At least <see cref="WorkspaceSize"/> floats.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a token is out of range.</exception>
    static abstract void Forward(
        ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> states, Span<float> workspace, int batch, int window);

    /// <summary>After <see cref="Forward"/>: the outputs before softmax or sigmoid.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="input">The input that Forward ran; its lengths are read.</param>
    /// <param name="outputs">
    /// Receives [batch x window x O] floats, or [batch x O] with <see cref="Readout.Last"/>; those of steps behind the last of a
    /// row are left alone.
    /// </param>
    /// <param name="workspace">The workspace that Forward filled.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be.</exception>
    static abstract void Outputs(
        ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> outputs, Span<float> workspace, int batch, int window);

    /// <summary>After <see cref="Forward"/>: the loss of the targets, summed onto <paramref name="sum"/>.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="input">The input that Forward ran; its lengths are read.</param>
    /// <param name="target">What every output should have been.</param>
    /// <param name="workspace">The workspace that Forward filled.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <param name="sum">What earlier micro-batches summed to; 0 at first.</param>
    /// <param name="losses">
    /// Receives the loss of each output, [batch x window] or with <see cref="Readout.Last"/> [batch]; those of steps behind the last of a row
    /// are left alone. Empty where nobody asks.
    /// </param>
    /// <returns><paramref name="sum"/> plus the loss of each counted output, added row by row, step by step: cross-entropy in nats, or squared error.</returns>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a target is out of range.</exception>
    static abstract double Loss(
        ReadOnlySpan<float> parameters, in SequenceInput input, SequenceTarget target, Span<float> workspace, int batch, int window, double sum,
        Span<float> losses = default);
}
