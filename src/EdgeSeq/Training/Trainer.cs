using EdgeSeq.Memory;
using EdgeSeq.Numerics;
using EdgeSeq.Training;

namespace EdgeSeq;

/// <summary>
/// Trains a model by truncated backpropagation through time: every call runs one window of every row on from where the
/// row stood, and updates the model once. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>
/// The gradient is that of the mean loss over all counted targets of the batch. Not for use by two threads at a time.
/// Dispose the trainer before its model.
/// </remarks>
public sealed partial class Trainer<TShape> : IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly Model<TShape> _model;
    private readonly int _batch, _window, _rowsAtATime, _workspaceSize;
    private readonly float? _clipValue, _clipNorm;
    private readonly Optimizer _optimizer;
    private readonly LearningRateSchedule _schedule;

    // What the future depends on besides the model: moments, then carried states. The rest is scratch between steps.
    private readonly NativeBlock _memory, _scratch;
    private readonly long _statesAt, _transposeAt, _workspaceAt;
    private BetaPowers _powers = BetaPowers.Start;

    /// <summary>A trainer at the start of its schedule, with all rows at the start of their sequences.</summary>
    /// <param name="model">Updated in place; stays the caller's to dispose.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the workspace exceeds what a span can hold.</exception>
    public Trainer(Model<TShape> model, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Require.That(options.Dropout == 0 || TShape.Shape.Layers > 1, options.Dropout,
            $"dropout acts between layers, and {TShape.Shape.Name} has one: leave it at 0 or declare more layers", nameof(options.Dropout));
        _model = model;
        Options = options;
        (_batch, _window, _rowsAtATime) = (options.Batch, options.Window, options.MicroBatch ?? options.Batch);
        (_clipValue, _clipNorm) = (options.ClipValue, options.ClipNorm);
        (_optimizer, _schedule) = (options.Optimizer, options.Schedule);
        _workspaceSize = TShape.WorkspaceSize(_rowsAtATime, _window);
        Require.FitsSpan((long)_batch * _window * Math.Max(1, Math.Max(TShape.Shape.Inputs, TShape.Shape.Outputs)), "A batch");
        Require.FitsSpan((long)_batch * TShape.StateSize, "The carried state of a batch");
        Require.FitsSpan((long)_optimizer.MomentBlocks * Trainable, "The optimiser");

        _statesAt = NativeBlock.Padded(_optimizer.MomentBlocks * Trainable);
        _memory = new NativeBlock(_statesAt + _batch * TShape.StateSize, typeof(Trainer<TShape>));
        _transposeAt = NativeBlock.Padded(TShape.ParameterSize);
        _workspaceAt = _transposeAt + NativeBlock.Padded(TShape.TransposeSize);
        _scratch = new NativeBlock(_workspaceAt + _workspaceSize, typeof(Trainer<TShape>));
    }

    /// <summary>The options, as given.</summary>
    public TrainerOptions Options { get; }

    /// <summary>Updates applied so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>Steps rejected so far because loss or gradient were not finite.</summary>
    public long RejectedCount { get; private set; }

    /// <summary>The learning rate that the next update will use.</summary>
    public float LearningRate => _schedule.RateAt(StepCount);

    /// <summary>Runs one window of every row and updates the model once.</summary>
    /// <param name="input">[batch x window] tokens or vectors, row-major, with lengths where rows are shorter. Dropout is the trainer's own.</param>
    /// <param name="target">
    /// What every output should be: after each step, or with <see cref="Readout.Last"/> one a row. -1 or NaN do not count.
    /// </param>
    /// <returns>Loss and gradient norm before the update, and whether it was applied.</returns>
    /// <exception cref="ArgumentException">A length is wrong, or a token, class or value is out of range; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">The schedule gave a rate that is negative or not finite; nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or its model was disposed.</exception>
    public TrainingStep Step(SequenceInput input, SequenceTarget target)
    {
        int counted = BatchCheck.CountTargets(input, target, TShape.Shape, _batch, _window);
        float rate = CheckedRate();
        double sum = Accumulate(input, target, counted);
        TrainingStep step = counted == 0 ? new(0, 0, TrainingOutcome.NoTargets) : Conclude(sum / counted, rate);
        GC.KeepAlive(this);
        return step;
    }

    /// <summary>Runs one window of every row and updates the model once: tokens in, classes out.</summary>
    /// <param name="inputs">[batch x window], row-major: token 0 to V - 1, or -1 for the zero input.</param>
    /// <param name="targets">The true class of every output, 0 to O - 1, or -1 where none counts; of a language model the next token.</param>
    /// <inheritdoc cref="Step(SequenceInput, SequenceTarget)"/>
    public TrainingStep Step(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets) => Step((SequenceInput)inputs, (SequenceTarget)targets);

    /// <summary>Puts every row at the start of a sequence.</summary>
    /// <exception cref="ObjectDisposedException">The trainer was disposed.</exception>
    public void ResetState()
    {
        States(0, _batch).Clear();
        GC.KeepAlive(this);
    }

    /// <summary>Puts one row at the start of a sequence.</summary>
    /// <param name="row">0 to batch - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The trainer was disposed.</exception>
    public void ResetState(int row)
    {
        if ((uint)row >= (uint)_batch)
        {
            Require.That(false, row, $"rows are 0 to {_batch - 1}");
        }

        States(row, 1).Clear();
        GC.KeepAlive(this);
    }

    /// <summary>Frees gradients, moments, states and workspace; not the model.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        _scratch.Dispose();
    }

    /// <summary>Forward and backward, rows in order; gradients of the mean loss are left in <see cref="Gradients"/>.</summary>
    /// <returns>The summed loss of the counted targets.</returns>
    private double Accumulate(in SequenceInput input, SequenceTarget target, int counted)
    {
        ModelShape shape = TShape.Shape;
        ReadOnlySpan<float> parameters = _model.Parameters;
        Span<float> gradients = Gradients, transpose = Transposed, workspace = _scratch.Section(_workspaceAt, _workspaceSize);
        float scale = 1.0f / Math.Max(counted, 1);
        double sum = 0;
        var dropped = new SequenceInput
        {
            Tokens = input.Tokens, Vectors = input.Vectors, Lengths = input.Lengths,
            Dropout = new Dropout(Options.Dropout, Options.DropoutSeed + (ulong)StepCount),
        };

        // Here and not after the update, so that it is fresh whoever else has changed the model.
        TShape.Transpose(parameters, transpose);
        for (int row = 0; row < _batch; row += _rowsAtATime)
        {
            int rows = Math.Min(_rowsAtATime, _batch - row);
            SequenceInput part = dropped.Rows(row, rows, _window, shape.Inputs);
            TShape.Forward(parameters, part, States(row, rows), workspace, rows, _window);
            if (counted > 0)
            {
                sum = TShape.Backward(
                    parameters, transpose, part, target.Rows(row, rows, shape.OutputRows(1, _window), shape.Outputs),
                    scale, gradients, default, workspace, rows, _window, sum);
            }
        }

        return sum;
    }

    /// <summary>Clips and applies the gradients, or throws them away.</summary>
    private TrainingStep Conclude(double loss, float rate)
    {
        Span<float> gradients = Gradients[TShape.TrainableOffset..];
        double norm = Norm(gradients), remaining = norm;
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            gradients.Clear();
            States(0, _batch).Clear();
            RejectedCount++;
            return new(loss, norm, TrainingOutcome.RejectedNonFinite);
        }

        if (_clipValue is float limit)
        {
            VectorMath.Clip(gradients, limit);
            remaining = Norm(gradients);
        }

        float scale = remaining > _clipNorm ? (float)(_clipNorm.Value / remaining) : 1;
        Span<float> moments = _memory.Section(0, _optimizer.MomentBlocks * Trainable);
        _optimizer.Update(_model.Parameters[TShape.TrainableOffset..], gradients, moments, scale, rate, ref _powers);
        StepCount++;
        return new(loss, norm, TrainingOutcome.Applied);
    }

    private static double Norm(ReadOnlySpan<float> gradients) => Math.Sqrt(VectorMath.SumOfSquares(gradients));

    private float CheckedRate()
    {
        float rate = LearningRate;
        return rate >= 0 && float.IsFinite(rate)
            ? rate
            : throw new InvalidOperationException(
                $"The schedule's rate at step {StepCount} is {rate}; a learning rate is finite and at least 0.");
    }

    /// <summary>Floats that learn.</summary>
    private static int Trainable => TShape.ParameterSize - TShape.TrainableOffset;

    private Span<float> Gradients => _scratch.Section(0, TShape.ParameterSize);

    private Span<float> Transposed => _scratch.Section(_transposeAt, TShape.TransposeSize);

    private Span<float> States(int row, int rows) =>
        _memory.Section(_statesAt + (long)row * TShape.StateSize, rows * TShape.StateSize);
}
