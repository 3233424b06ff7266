using EdgeSeq.Data;
using EdgeSeq.Inference;
using EdgeSeq.Losses;
using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;

namespace EdgeSeq.Training;

/// <summary>
/// The loss of held-out text, window by window, with carried states of its own. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>Losses are summed in double, row by row, step by step. One thread at a time.</remarks>
public sealed class Evaluator<TShape> : IShared, IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly Model<TShape> _model;
    private readonly WeightReader _weights;
    private readonly Team _team;
    private readonly RowPlan _plan;
    private readonly int _batch, _window, _workspaceSize;
    private readonly NativeBlock _block;
    private readonly BatchCopy _copy;
    private readonly Lifetime _lifetime;
    private readonly long _workspacesAt, _workspaceStride;
    private readonly float[] _losses;
    private readonly LossPass<TShape>? _loss;
    private readonly Action _run;
    private double _weight;

    // What the threads read.
    private SharedBatch _shared;

    /// <summary>An evaluator with all rows at the start of their sequences.</summary>
    /// <param name="model">Read at every call, so training may go on between calls; stays the caller's to dispose.</param>
    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="window">Steps a row, at least 1.</param>
    /// <param name="threads">Threads that share the rows, the caller's included; 0 for as many as there are processors. The number changes no bit.</param>
    /// <param name="loss">What the model is trained with (<see cref="TrainerOptions.Loss"/>); null for the loss of its head.</param>
    /// <exception cref="ArgumentException">A size is below 1, threads are negative, the loss does not suit the shape, or the workspace exceeds what a span can hold.</exception>
    public Evaluator(Model<TShape> model, int batch, int window, int threads = 1, SequenceLoss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.That(batch >= 1, batch, "a batch has at least 1 row");
        Require.That(window >= 1, window, "a window has at least 1 step");
        Team.Validate(threads, nameof(threads));
        BatchCheck.Sizes(TShape.Shape, batch, window);
        (_model, _batch, _window) = (model, batch, window);
        _plan = new RowPlan(batch, MicroBatches.RowsAtATime(batch, window, TShape.ParameterSize), Team.SizeFor(threads, batch));
        _workspaceSize = TShape.WorkspaceSize(_plan.RowsAtATime, window);
        Require.FitsSpan((long)batch * TShape.StateSize, "The carried state of a batch");
        _workspacesAt = NativeBlock.Padded(batch * TShape.StateSize);
        _workspaceStride = NativeBlock.Padded(_workspaceSize);
        _block = new NativeBlock(_workspacesAt + (_plan.Threads * _workspaceStride), typeof(Evaluator<TShape>));
        _copy = new BatchCopy(TShape.Shape, batch, window);
        _loss = loss is null ? null : new LossPass<TShape>(loss, _plan, batch, window, _copy);
        _losses = new float[_plan.Threads == 1 ? 0 : TShape.Shape.OutputRows(batch, window)];
        _team = new Team(_plan.Threads);
        _run = () => _team.Run(this);
        _weights = new WeightReader(model.Weights);
        _lifetime = new Lifetime(typeof(Evaluator<TShape>), [_team, _weights, _block], model.Lifetime);
    }

    /// <summary>Loss of all targets counted since the last reset: cross-entropy in nats, or squared error.</summary>
    public double Sum { get; private set; }

    /// <summary>Targets counted since the last reset; with a loss of one's own rows of which something counted.</summary>
    public long Count { get; private set; }

    /// <summary>Mean loss a target since the last reset, weighted where there are weights; 0 if none counted.</summary>
    public double Loss => _weight == 0 ? 0 : Sum / _weight;

    /// <summary>Runs one window of every row and adds its loss to <see cref="Sum"/>.</summary>
    /// <param name="input">[batch x window] tokens or vectors, row-major, with lengths where rows are shorter. Its dropout is ignored.</param>
    /// <param name="target">What every output should be; -1 or NaN do not count (padding of the last window).</param>
    /// <exception cref="ArgumentException">
    /// A length is wrong, a token, class or value is out of range, a target is masked (<see cref="UnseenClasses.Masked"/>), or an input is NaN or infinite; nothing was changed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The evaluator or its model was disposed.</exception>
    /// <remarks>What a loss of one's own throws while it runs goes to the caller: nothing was counted, and all rows are at the start of a sequence.</remarks>
    public void Add(SequenceInput input, SequenceTarget target) => Run(input, target, default, default);

    /// <summary>As <see cref="Add(SequenceInput, SequenceTarget)"/>, and gives the outputs of the same pass.</summary>
    /// <param name="input">[batch x window] tokens or vectors, row-major, with lengths where rows are shorter. Its dropout is ignored.</param>
    /// <param name="target">What every output should be; -1 or NaN do not count.</param>
    /// <param name="outputs">
    /// Receives [batch x window x O] floats, or [batch x O] with <see cref="Readout.Last"/>: probabilities, or numbers in the units of the data; zeros
    /// behind a row's last step. Must lie apart from the input and the target.
    /// </param>
    /// <inheritdoc cref="Add(SequenceInput, SequenceTarget)"/>
    public void Add(SequenceInput input, SequenceTarget target, Span<float> outputs)
    {
        ModelShape shape = TShape.Shape;
        Require.Length(outputs.Length, shape.OutputRows(_batch, _window) * shape.Outputs, nameof(outputs), "floats");
        Require.Apart<float, float>(outputs, input.Vectors, nameof(outputs), "the input");
        Require.Apart<float, float>(outputs, target.Values, nameof(outputs), "the target");
        Run(input, target, outputs, shape.Outputs > 0);
    }

    /// <summary>The mean loss over one pass of data, from the first batch on; <see cref="Sum"/> and <see cref="Count"/> are of that pass.</summary>
    /// <param name="data">The data; the position is set to the first batch.</param>
    /// <param name="batch">Room for a batch of them.</param>
    /// <exception cref="ArgumentException">The data are of other sizes or another kind.</exception>
    /// <exception cref="ObjectDisposedException">The evaluator or its model was disposed.</exception>
    public double LossOf(ISequenceBatches data, SequenceBatch batch)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(batch);
        return LossOf(data, batch, data.Count, default);
    }

    /// <summary>As <see cref="LossOf(ISequenceBatches, SequenceBatch)"/>, of some batches.</summary>
    /// <param name="data">The data.</param>
    /// <param name="batch">Room for a batch of them.</param>
    /// <param name="most">Batches, from the first on; no more than there are.</param>
    /// <param name="firstStates">What rows that all begin together begin with, in turn; empty for the zero state.</param>
    internal double LossOf(ISequenceBatches data, SequenceBatch batch, long most, ReadOnlySpan<float> firstStates)
    {
        Reset();
        data.Position = default;
        for (long i = 0; i < Math.Min(most, data.Count); i++)
        {
            if (data.Next(batch))
            {
                ResetState();
                RowStates.Set(States, firstStates, TShape.StateSize);
            }

            ResetState(data.Restarts);
            Add(batch.Input, batch.Target);
        }

        return Loss;
    }

    private void Run(SequenceInput input, SequenceTarget target, Span<float> outputs, bool withOutputs)
    {
        input = _copy.Of(input, _model.Normalizer);
        double counted = _loss is null ? CountTargets(input, ref target) : CountForLoss(input, ref target);
        input = input with { Dropout = default };
        using Lifetime.Use use = _lifetime.Enter();
        ReadOnlySpan<float> parameters = _weights.Latest;
        if (_loss is null)
        {
            MaskedClasses<TShape>.Refuse(parameters, target, input, _batch, _window);
        }

        try
        {
            RunParts(input, target, outputs, withOutputs);
        }
        catch
        {
            // A loss of the user's own may throw between two rows, when some have gone on and others have not.
            States.Clear();
            throw;
        }

        if (withOutputs)
        {
            BatchOutputs.Finish(TShape.Shape, _model.Normalizer, input, _copy, outputs, _batch, _window, activate: true);
        }

        _copy.ClearEmpty(States, TShape.StateSize);
        Sum += _loss is null || counted == 0 ? 0 : _loss.Sum;
        Count += _loss is null ? (long)counted : _loss.CountedRows;
        _weight += counted;
    }

    /// <summary>The rows of the batch, on one thread or several.</summary>
    private void RunParts(in SequenceInput input, SequenceTarget target, Span<float> outputs, bool withOutputs)
    {
        if (_plan.Threads == 1 || withOutputs)
        {
            for (int part = 0; part < _plan.Rounds * _plan.Threads; part++)
            {
                Sum = Run(input, target, part / _plan.Threads, part % _plan.Threads, Sum, default, outputs);
            }
        }
        else
        {
            Array.Clear(_losses);   // those behind the last steps of rows stay zero
            SharedBatch.Share(ref _shared, input, target, _run);
            double sum = Sum;
            foreach (float loss in _losses)
            {
                sum += loss;
            }

            Sum = sum;
        }
    }

    private int CountTargets(in SequenceInput input, ref SequenceTarget target)
    {
        target = _copy.Of(target, _model.Normalizer);
        return BatchCheck.CountTargets(input, target, TShape.Shape, _batch, _window);
    }

    private double CountForLoss(in SequenceInput input, ref SequenceTarget target)
    {
        BatchCheck.Input(input, TShape.Shape, _batch, _window);
        target = _copy.OfLoss(target, _model.Normalizer);
        return _loss!.Count(input, target);
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
        (Sum, Count, _weight) = (0, 0, 0);
    }

    /// <summary>Puts every row at the start of a sequence; losses are still added up.</summary>
    /// <exception cref="ObjectDisposedException">The evaluator was disposed.</exception>
    public void ResetState()
    {
        using Lifetime.Use use = _lifetime.Enter();
        States.Clear();
    }

    /// <summary>Puts some rows at the start of a sequence: those that <see cref="ISequenceBatches.Restarts"/> names.</summary>
    /// <param name="rows">[batch] true for a row that begins; empty for none.</param>
    /// <exception cref="ArgumentException">It has another length; nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The evaluator was disposed.</exception>
    public void ResetState(ReadOnlySpan<bool> rows)
    {
        using Lifetime.Use use = _lifetime.Enter();
        RowStates.Reset(States, rows, _batch);
    }

    /// <summary>Frees states and workspace; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    /// <inheritdoc/>
    void IShared.Run(int part)
    {
        for (int round = 0; round < _plan.Rounds; round++)
        {
            Run(_shared.Input, _shared.Target, round, part, 0, _losses, default);
        }
    }

    /// <summary>The rows of a part.</summary>
    /// <returns>Their loss, summed onto <paramref name="sum"/>; one by one in <paramref name="losses"/>, those of the batch, where there are any. Linear outputs go to <paramref name="given"/>, if it is not empty.</returns>
    private double Run(in SequenceInput input, SequenceTarget target, int round, int part, double sum, Span<float> losses, Span<float> given)
    {
        (int row, int rows) = _plan.Of(round, part);
        if (rows == 0)
        {
            return sum;
        }

        int outputs = TShape.Shape.OutputRows(1, _window);
        Span<float> workspace = _block.Section(_workspacesAt + (part * _workspaceStride), _workspaceSize);
        SequenceInput own = input.Rows(row, rows, _window, TShape.Shape.Inputs);
        TShape.Forward(_weights.Held, own, States.Slice(row * TShape.StateSize, rows * TShape.StateSize), workspace, rows, _window);
        if (!given.IsEmpty)
        {
            int size = outputs * TShape.Shape.Outputs;
            TShape.Outputs(_weights.Held, own, given.Slice(row * size, rows * size), workspace, rows, _window);
        }

        if (_loss is not null)
        {
            _ = _loss.Run(_weights.Held, own, target.Rows(row, rows, _batch), workspace, part, row, rows);
            return sum;
        }

        return TShape.Loss(
            _weights.Held, own, target.Rows(row, rows, outputs, TShape.Shape.Outputs), workspace, rows, _window, sum,
            losses.IsEmpty ? default : losses.Slice(row * outputs, rows * outputs));
    }

    private Span<float> States => _block.Section(0, _batch * TShape.StateSize);
}
