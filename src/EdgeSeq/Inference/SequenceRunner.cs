using EdgeSeq.Inference;
using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Training;

namespace EdgeSeq;

/// <summary>
/// Runs batches of whole sequences and gives their outputs: classification, labelling, and everything that reads in both
/// directions. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>One thread at a time.</remarks>
public sealed class SequenceRunner<TShape> : IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly Model<TShape> _model;
    private readonly WeightReader _weights;
    private readonly int _batch, _window, _workspaceSize;
    private readonly NativeBlock _block;
    private readonly BatchCopy _copy;
    private readonly Lifetime _lifetime;
    private readonly long _workspaceAt;

    /// <summary>A runner for batches of one size.</summary>
    /// <param name="model">Read at every call; stays the caller's to dispose.</param>
    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="window">Steps of the longest row, at least 1.</param>
    /// <exception cref="ArgumentException">A size is below 1, or inputs, outputs or workspace exceed what a span can hold.</exception>
    public SequenceRunner(Model<TShape> model, int batch, int window)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.That(batch >= 1, batch, "a batch has at least 1 row");
        Require.That(window >= 1, window, "a window has at least 1 step");
        BatchCheck.Sizes(TShape.Shape, batch, window);
        long outputs = TShape.Shape.Readout == Readout.Last ? batch : (long)batch * window;
        Require.FitsSpan(outputs * TShape.Shape.Outputs, "The outputs of a batch");
        (_model, _batch, _window) = (model, batch, window);
        _workspaceSize = TShape.WorkspaceSize(batch, window);
        Require.FitsSpan((long)batch * TShape.StateSize, "The states of a batch");
        _workspaceAt = NativeBlock.Padded(batch * TShape.StateSize);
        _block = new NativeBlock(_workspaceAt + _workspaceSize, typeof(SequenceRunner<TShape>));
        _copy = new BatchCopy(TShape.Shape, batch, window);
        _weights = new WeightReader(model.Weights);
        _lifetime = new Lifetime(typeof(SequenceRunner<TShape>), [_weights, _block], model.Lifetime);
    }

    /// <summary>Floats of the outputs of a batch: [batch x window x O], or [batch x O] with <see cref="Readout.Last"/>.</summary>
    public int OutputLength => TShape.Shape.OutputRows(_batch, _window) * TShape.Shape.Outputs;

    /// <summary>Runs every row from the start of its sequence.</summary>
    /// <param name="input">Tokens or vectors of [batch x window] steps, with lengths where rows are shorter. Its dropout is ignored.</param>
    /// <param name="outputs">
    /// Receives <see cref="OutputLength"/> floats: probabilities of a softmax or sigmoids, or numbers; zeros behind a row's last step. May lie
    /// where the tokens or vectors do, which are read before.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A length is wrong, a token is out of range, an input is NaN or infinite, or the outputs overlap the lengths; nothing was changed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The runner or its model was disposed.</exception>
    public void Run(in SequenceInput input, Span<float> outputs) => Run(input, outputs, activate: true);

    /// <summary>As <see cref="Run(in SequenceInput, Span{float})"/>, before softmax or sigmoid.</summary>
    /// <inheritdoc cref="Run(in SequenceInput, Span{float})"/>
    public void Logits(in SequenceInput input, Span<float> outputs) => Run(input, outputs, activate: false);

    /// <summary>After a run: a value inside the cells, such as the update gate of a step.</summary>
    /// <param name="gate">Its place in <see cref="ModelShape.Gates"/>.</param>
    /// <param name="row">Row of the batch.</param>
    /// <param name="step">The step as the layer takes it: a layer that reads from the end takes a row's last step as step 0.</param>
    /// <returns>H floats of the layer, valid until the next run; not to be read after the runner was disposed or finalised.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The runner was disposed.</exception>
    public ReadOnlySpan<float> Gate(int gate, int row, int step)
    {
        _lifetime.ThrowIfClosed();
        int offset = TShape.GateOffset(_batch, _window, gate, row, step);
        return _block.Section(_workspaceAt, _workspaceSize).Slice(offset, TShape.Shape.Gates[gate].Hidden);
    }

    /// <summary>Frees states and workspace; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    private void Run(in SequenceInput input, Span<float> outputs, bool activate)
    {
        SequenceInput copy = _copy.Of(input, _model.Normalizer) with { Dropout = default };
        BatchCheck.Input(copy, TShape.Shape, _batch, _window);
        Require.Length(outputs.Length, OutputLength, nameof(outputs), "floats");
        Require.Apart<float, int>(outputs, input.Lengths, nameof(outputs), "the lengths");
        using Lifetime.Use use = _lifetime.Enter();
        ReadOnlySpan<float> parameters = _weights.Latest;
        Span<float> states = _block.Section(0, _batch * TShape.StateSize), workspace = _block.Section(_workspaceAt, _workspaceSize);
        states.Clear();
        TShape.Forward(parameters, copy, states, workspace, _batch, _window);
        outputs.Clear();   // only now: they may lie where the inputs do
        TShape.Outputs(parameters, copy, outputs, workspace, _batch, _window);
        BatchOutputs.Finish(TShape.Shape, _model.Normalizer, copy, _copy, outputs, _batch, _window, activate);
    }
}
