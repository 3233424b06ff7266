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
public sealed class Trainer<TShape> : IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly Model<TShape> _model;
    private readonly int _batch, _window, _rowsAtATime, _vocabulary, _workspaceSize;
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
        _model = model;
        Options = options;
        (_batch, _window, _rowsAtATime) = (options.Batch, options.Window, options.MicroBatch ?? options.Batch);
        (_clipValue, _clipNorm) = (options.ClipValue, options.ClipNorm);
        (_optimizer, _schedule) = (options.Optimizer, options.Schedule);
        _vocabulary = TShape.Shape.Vocabulary;
        _workspaceSize = TShape.WorkspaceSize(_rowsAtATime, _window);
        Require.FitsSpan((long)_batch * _window, "A batch of tokens");
        Require.FitsSpan((long)_batch * TShape.StateSize, "The carried state of a batch");
        Require.FitsSpan((long)_optimizer.MomentBlocks * TShape.ParameterSize, "The optimiser");

        _statesAt = NativeBlock.Padded(_optimizer.MomentBlocks * TShape.ParameterSize);
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
    /// <param name="inputs">[batch x window], row-major: token 0 to V - 1, or -1 for the zero input.</param>
    /// <param name="targets">[batch x window], row-major: the token to predict after each input, or -1 for a step that does not count.</param>
    /// <returns>Loss and gradient norm before the update, and whether it was applied.</returns>
    /// <exception cref="ArgumentException">A length differs from batch x window, or a token is out of range; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">The schedule gave a rate that is negative or not finite; nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or its model was disposed.</exception>
    public TrainingStep Step(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets)
    {
        int counted = BatchCheck.CountTargets(inputs, targets, _batch, _window, _vocabulary);
        float rate = CheckedRate();
        double sum = Accumulate(inputs, targets, counted);
        TrainingStep step = counted == 0 ? new(0, 0, TrainingOutcome.NoTargets) : Conclude(sum / counted, rate);
        GC.KeepAlive(this);
        return step;
    }

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
    private double Accumulate(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, int counted)
    {
        ReadOnlySpan<float> parameters = _model.Parameters;
        Span<float> gradients = Gradients, transpose = Transposed, workspace = _scratch.Section(_workspaceAt, _workspaceSize);
        float scale = 1.0f / Math.Max(counted, 1);
        double sum = 0;

        // Here and not after the update, so that it is fresh whoever else has changed the model.
        TShape.Transpose(parameters, transpose);
        for (int row = 0; row < _batch; row += _rowsAtATime)
        {
            int rows = Math.Min(_rowsAtATime, _batch - row);
            ReadOnlySpan<int> tokens = inputs.Slice(row * _window, rows * _window);
            TShape.Forward(parameters, tokens, States(row, rows), workspace, rows, _window);
            if (counted > 0)
            {
                sum = TShape.Backward(
                    parameters, transpose, tokens, targets.Slice(row * _window, rows * _window),
                    scale, gradients, workspace, rows, _window, sum);
            }
        }

        return sum;
    }

    /// <summary>Clips and applies the gradients, or throws them away.</summary>
    private TrainingStep Conclude(double loss, float rate)
    {
        Span<float> gradients = Gradients;
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
        Span<float> moments = _memory.Section(0, _optimizer.MomentBlocks * TShape.ParameterSize);
        _optimizer.Update(_model.Parameters, gradients, moments, scale, rate, ref _powers);
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

    private Span<float> Gradients => _scratch.Section(0, TShape.ParameterSize);

    private Span<float> Transposed => _scratch.Section(_transposeAt, TShape.TransposeSize);

    private Span<float> States(int row, int rows) =>
        _memory.Section(_statesAt + (long)row * TShape.StateSize, rows * TShape.StateSize);
}
