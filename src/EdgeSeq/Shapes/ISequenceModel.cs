namespace EdgeSeq;

/// <summary>
/// The kernels and sizes of one declared shape, as static functions over spans. The generator implements it on the
/// declared struct; <see cref="Model{TShape}"/>, <see cref="Trainer{TShape}"/> and <see cref="Session{TShape}"/> are
/// conveniences over it. Every function checks its arguments once and then allocates nothing.
/// </summary>
/// <remarks>
/// A batch is row-major: row <c>b</c>, step <c>t</c> is element <c>b * window + t</c>. Spans may live on the stack, in
/// arrays or in native memory; kernels are fastest when they begin at a multiple of 64 bytes.
/// </remarks>
public interface ISequenceModel
{
    /// <summary>What was declared, and where each parameter lies.</summary>
    static abstract ModelShape Shape { get; }

    /// <summary>Floats in the parameter block, padding included. Gradients and optimiser moments have the same layout.</summary>
    static abstract int ParameterSize { get; }

    /// <summary>Floats in the transposed copy of the weights that <see cref="Backward"/> reads.</summary>
    static abstract int TransposeSize { get; }

    /// <summary>Floats in the state of one sequence, padding and scratch included; all zero is the start of a sequence.</summary>
    static abstract int StateSize { get; }

    /// <summary>Floats of workspace that <see cref="Forward"/>, <see cref="Loss"/> and <see cref="Backward"/> need.</summary>
    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="window">Steps a row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the workspace exceeds what a span can hold.</exception>
    static abstract int WorkspaceSize(int batch, int window);

    /// <summary>Advances one sequence by one token.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="state">The state, [<see cref="StateSize"/>]; updated in place.</param>
    /// <param name="token">0 to V - 1, or -1 for the zero input.</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The token is outside [-1, V).</exception>
    static abstract void Step(ReadOnlySpan<float> parameters, Span<float> state, int token);

    /// <summary>The output layer: logits of the next token from the current state.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="state">The state, [<see cref="StateSize"/>].</param>
    /// <param name="logits">Receives V unnormalised log-probabilities.</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be.</exception>
    static abstract void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> logits);

    /// <summary>Refreshes the transposed copy of the weights; call it after every change of the parameters.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="transpose">Receives <see cref="TransposeSize"/> floats.</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be.</exception>
    static abstract void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose);

    /// <summary>Runs every row over its window and leaves the hidden states and gates in the workspace.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="tokens">Inputs, [batch x window], each 0 to V - 1, or -1 for the zero input.</param>
    /// <param name="states">Carried state, [batch x <see cref="StateSize"/>]: read at the start, updated at the end.</param>
    /// <param name="workspace">At least <see cref="WorkspaceSize"/> floats.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a token is out of range.</exception>
    static abstract void Forward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<int> tokens, Span<float> states, Span<float> workspace, int batch, int window);

    /// <summary>After <see cref="Forward"/>: the cross-entropy of the targets in nats, summed onto <paramref name="sum"/>.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="targets">Targets, [batch x window], each 0 to V - 1, or -1 for a step that does not count.</param>
    /// <param name="workspace">The workspace that Forward filled.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <param name="sum">What earlier micro-batches summed to; 0 at first.</param>
    /// <returns><paramref name="sum"/> plus the loss of each counted step, added row by row, step by step.</returns>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a target is out of range.</exception>
    static abstract double Loss(
        ReadOnlySpan<float> parameters, ReadOnlySpan<int> targets, Span<float> workspace, int batch, int window, double sum);

    /// <summary>
    /// After <see cref="Forward"/>: loss as in <see cref="Loss"/>, and backpropagation through the window.
    /// Gradients are added to <paramref name="gradients"/>, row by row, so micro-batches in row order that accumulate
    /// before one update give the bits of the whole batch.
    /// </summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="transpose">The transposed copy, refreshed since the parameters last changed.</param>
    /// <param name="tokens">The inputs that Forward ran.</param>
    /// <param name="targets">Targets, [batch x window], each 0 to V - 1, or -1 for a step that does not count.</param>
    /// <param name="scale">What each step's loss is multiplied by before differentiation: 1 / counted targets of the whole batch for the mean.</param>
    /// <param name="gradients">[<see cref="ParameterSize"/>]; added to.</param>
    /// <param name="workspace">The workspace that Forward filled; consumed.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <param name="sum">What earlier micro-batches summed to; 0 at first.</param>
    /// <returns>The loss in nats, unscaled, summed onto <paramref name="sum"/>.</returns>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a token or target is out of range.</exception>
    static abstract double Backward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets,
        float scale, Span<float> gradients, Span<float> workspace, int batch, int window, double sum);
}
