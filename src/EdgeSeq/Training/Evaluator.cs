using EdgeSeq.Memory;
using EdgeSeq.Training;

namespace EdgeSeq;

/// <summary>
/// The loss of held-out text, window by window, with carried states of its own. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>Losses are summed in double, row by row, step by step. Not for use by two threads at a time.</remarks>
public sealed class Evaluator<TShape> : IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly Model<TShape> _model;
    private readonly int _batch, _window, _rowsAtATime, _workspaceSize;
    private readonly NativeBlock _block;
    private readonly BatchCopy _copy;
    private readonly Lifetime _lifetime;
    private readonly long _workspaceAt;

    /// <summary>An evaluator with all rows at the start of their sequences.</summary>
    /// <param name="model">Read at every call, so training may go on between calls; stays the caller's to dispose.</param>
    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="window">Steps a row, at least 1.</param>
    /// <exception cref="ArgumentException">A size is below 1, or the workspace exceeds what a span can hold.</exception>
    public Evaluator(Model<TShape> model, int batch, int window)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.That(batch >= 1, batch, "a batch has at least 1 row");
        Require.That(window >= 1, window, "a window has at least 1 step");
        BatchCheck.Sizes(TShape.Shape, batch, window);
        (_model, _batch, _window) = (model, batch, window);
        _rowsAtATime = MicroBatches.RowsAtATime(batch, window, TShape.ParameterSize);
        _workspaceSize = TShape.WorkspaceSize(_rowsAtATime, window);
        Require.FitsSpan((long)batch * TShape.StateSize, "The carried state of a batch");
        _workspaceAt = NativeBlock.Padded(batch * TShape.StateSize);
        _block = new NativeBlock(_workspaceAt + _workspaceSize, typeof(Evaluator<TShape>));
        _copy = new BatchCopy(TShape.Shape, batch, window);
        _lifetime = new Lifetime(typeof(Evaluator<TShape>), [_block], model.Lifetime);
    }

    /// <summary>Loss of all targets counted since the last reset: cross-entropy in nats, or squared error.</summary>
    public double Sum { get; private set; }

    /// <summary>Targets counted since the last reset.</summary>
    public long Count { get; private set; }

    /// <summary>Mean loss a target since the last reset; 0 if none counted.</summary>
    public double Loss => Count == 0 ? 0 : Sum / Count;

    /// <summary>Runs one window of every row and adds its loss to <see cref="Sum"/>.</summary>
    /// <param name="input">[batch x window] tokens or vectors, row-major, with lengths where rows are shorter. Its dropout is ignored.</param>
    /// <param name="target">What every output should be; -1 or NaN do not count (padding of the last window).</param>
    /// <exception cref="ArgumentException">A length is wrong, a token, class or value is out of range, or an input is NaN or infinite; nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The evaluator or its model was disposed.</exception>
    public void Add(SequenceInput input, SequenceTarget target)
    {
        input = _copy.Of(input);
        target = _copy.Of(target);
        int counted = BatchCheck.CountTargets(input, target, TShape.Shape, _batch, _window);
        input = input with { Dropout = default };
        using Lifetime.Use use = _lifetime.Enter();
        ReadOnlySpan<float> parameters = _model.HeldParameters;
        Span<float> workspace = _block.Section(_workspaceAt, _workspaceSize);
        ModelShape shape = TShape.Shape;
        for (int row = 0; row < _batch; row += _rowsAtATime)
        {
            int rows = Math.Min(_rowsAtATime, _batch - row);
            SequenceInput part = input.Rows(row, rows, _window, shape.Inputs);
            TShape.Forward(parameters, part, States.Slice(row * TShape.StateSize, rows * TShape.StateSize), workspace, rows, _window);
            Sum = TShape.Loss(parameters, part, target.Rows(row, rows, shape.OutputRows(1, _window), shape.Outputs), workspace, rows, _window, Sum);
        }

        Count += counted;
    }

    /// <summary>Runs one window of every row and adds its loss to <see cref="Sum"/>: tokens in, classes out.</summary>
    /// <param name="inputs">[batch x window], row-major: token 0 to V - 1, or -1 for the zero input.</param>
    /// <param name="targets">The true class of every output, 0 to O - 1, or -1 where none counts; of a language model the next token.</param>
    /// <inheritdoc cref="Add(SequenceInput, SequenceTarget)"/>
    public void Add(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets) => Add((SequenceInput)inputs, (SequenceTarget)targets);

    /// <summary>Forgets the losses and puts every row at the start of a sequence.</summary>
    /// <exception cref="ObjectDisposedException">The evaluator was disposed.</exception>
    public void Reset()
    {
        using Lifetime.Use use = _lifetime.Enter();
        States.Clear();
        (Sum, Count) = (0, 0);
    }

    /// <summary>Puts every row at the start of a sequence; losses are still added up.</summary>
    /// <exception cref="ObjectDisposedException">The evaluator was disposed.</exception>
    public void ResetState()
    {
        using Lifetime.Use use = _lifetime.Enter();
        States.Clear();
    }

    /// <summary>Frees states and workspace; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    private Span<float> States => _block.Section(0, _batch * TShape.StateSize);
}
