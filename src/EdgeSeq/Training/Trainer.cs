using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;

namespace EdgeSeq.Training;

/// <summary>
/// Trains a model by truncated backpropagation through time: every call runs one window of every row on from where the
/// row stood, and updates the model once. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>
/// The gradient is that of the mean loss over all counted targets of the batch. One thread at a time.
/// Dispose the trainer before its model.
/// </remarks>
public sealed partial class Trainer<TShape> : IDisposable
    where TShape : struct, ITrainableModel
{
    private readonly Model<TShape> _model;
    private readonly int _batch, _window;
    private readonly Optimizer _optimizer;
    private readonly LearningRateSchedule _schedule;

    // What the future depends on besides the model: moments, then carried states. The rest is scratch between steps.
    private readonly NativeBlock _memory;
    private readonly BatchCopy _copy;
    private readonly Lifetime _lifetime;
    private readonly Team _team;
    private readonly ModelGradients<TShape> _gradients;
    private readonly TrainingPass<TShape>? _pass;
    private readonly SampledPass? _sampled;
    private readonly LossPass<TShape>? _loss;
    private readonly long _statesAt;
    private BatchAccumulation _accumulation;
    private BetaPowers _powers = BetaPowers.Start;

    /// <summary>A trainer at the start of its schedule, with all rows at the start of their sequences.</summary>
    /// <param name="model">Updated in place; stays the caller's to dispose.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the workspace exceeds what a span can hold.</exception>
    public Trainer(Model<TShape> model, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(TShape.Shape);
        if (options.ScheduledSampling is not null)
        {
            throw new ArgumentException("A model that is trained alone reads what it is given, and only the decoder of an EncoderDecoderTrainer its own tokens: leave ScheduledSampling at null.", nameof(options));
        }

        options.ValidateGroups((TShape.Shape, ""));
        BatchCheck.Sizes(TShape.Shape, options.Batch, options.Window);
        _model = model;
        Options = options;
        (_batch, _window) = (options.Batch, options.Window);
        _copy = new BatchCopy(TShape.Shape, _batch, _window);
        int most = options.MicroBatch ?? MicroBatches.RowsAtATime(_batch, _window, TShape.ParameterSize);
        (_optimizer, _schedule) = (options.Optimizer, options.Schedule);
        Require.FitsSpan((long)_batch * TShape.StateSize, "The carried state of a batch");

        _accumulation = new BatchAccumulation(options.AccumulatedBatches);
        _statesAt = NativeBlock.Padded(MomentsSize);
        _memory = new NativeBlock(_statesAt + _batch * TShape.StateSize, typeof(Trainer<TShape>));
        _team = new Team(Team.SizeFor(options.Threads, _batch));
        var plan = new RowPlan(_batch, most, _team.Size);
        QuantizedWeights? quantized = options.QuantizationAware is { } forward
            ? new QuantizedWeights(forward, TShape.Shape, TShape.ParameterSize, TShape.StateSize, plan, typeof(Trainer<TShape>)) : null;
        _gradients = new ModelGradients<TShape>(model, _team, typeof(Trainer<TShape>), options, quantized: quantized);
        _loss = options.Loss is { } loss ? new LossPass<TShape>(loss, plan, _batch, _window, _copy) : null;
        _sampled = options.SampledSoftmax?.NewPass(TShape.Shape, _team, plan, _batch, _window, _memory, _statesAt, typeof(Trainer<TShape>));
        _pass = _sampled is null ? new TrainingPass<TShape>(_gradients, _team, plan, _batch, _window, _memory, _statesAt, typeof(Trainer<TShape>), _loss, quantized) : null;
        _lifetime = new Lifetime(typeof(Trainer<TShape>), [_team, _memory, _gradients, _sampled is null ? _pass! : _sampled, .. quantized is null ? ReadOnlySpan<IDisposable>.Empty : [quantized]], model.Lifetime);
        _gradients.CopyTied();
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
    /// <exception cref="ArgumentException">
    /// A length is wrong, a token, class or value is out of range, a target is masked (<see cref="UnseenClasses.Masked"/>), an input is NaN or infinite, or a
    /// <see cref="SampledSoftmax"/> has too few outputs for the different targets; nothing was changed.
    /// </exception>
    /// <exception cref="InvalidOperationException">The schedule gave a rate that is negative or not finite; nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or its model was disposed.</exception>
    /// <remarks>What <see cref="TrainerOptions.Loss"/> throws while it runs goes to the caller: the model is as before, and all rows are at the start of a sequence.</remarks>
    public TrainingStep Step(SequenceInput input, SequenceTarget target)
    {
        input = _copy.Of(input, _model.Normalizer);
        double counted = _loss is null ? Count(input, ref target) : CountForLoss(input, ref target);
        float rate = GradientClipping.CheckedRate(_schedule, StepCount);
        using Lifetime.Use use = _lifetime.Enter();
        if (_loss is null)
        {
            MaskedClasses<TShape>.Refuse(_model.HeldParameters, target, input, _batch, _window);
        }

        _sampled?.Choose(input, target, ((ulong)StepCount * (ulong)Options.AccumulatedBatches) + (ulong)_accumulation.Done);
        double sum;
        try
        {
            sum = Accumulate(input, target, counted);
        }
        catch
        {
            // A loss of the user's own may throw between two rows.
            _gradients.All.Clear();
            _accumulation.Reset();
            States(0, _batch).Clear();
            throw;
        }

        _copy.ClearEmpty(States(0, _batch), TShape.StateSize);
        double loss = counted == 0 ? 0 : sum / counted;
        if (!_accumulation.Add(counted) && double.IsFinite(sum))
        {
            return new(loss, 0, counted == 0 ? TrainingOutcome.NoTargets : TrainingOutcome.Accumulated);
        }

        float correction = _accumulation.Correction;
        bool hasTargets = _accumulation.Counted > 0;
        _accumulation.Reset();
        return hasTargets ? Conclude(loss, correction, rate) : new(0, 0, TrainingOutcome.NoTargets);
    }

    /// <summary>Runs one window of every row and updates the model once: tokens in, classes out.</summary>
    /// <param name="inputs">[batch x window], row-major: token 0 to V - 1, or -1 for the zero input.</param>
    /// <param name="targets">The true class of every output, 0 to O - 1, or -1 where none counts; of a language model the next token.</param>
    /// <inheritdoc cref="Step(SequenceInput, SequenceTarget)"/>
    public TrainingStep Step(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets) => Step((SequenceInput)inputs, (SequenceTarget)targets);

    /// <summary>
    /// Gives the weights of the trained model to another one, which others read at the same time: learning while serving. Its readers have the old
    /// weights until a call of theirs ends, and all of the new ones from the next call on; no step waits, and no lock is taken.
    /// </summary>
    /// <param name="served">
    /// A model of its own, read by sessions, groups, samplers and the like on any threads, and written by nobody else. It stays the caller's to
    /// dispose. The weights are copied into a second block, and the two are exchanged; a reader that makes no calls keeps its old block, of which
    /// there is then one more. Weights alone are given, so it carries the <see cref="Model{TShape}.Normalizer"/> of the model that is trained, as a
    /// <see cref="Model{TShape}.Clone"/> does.
    /// </param>
    /// <exception cref="ArgumentException">It is the model that is trained, or its normaliser is another; nothing was published.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or a model was disposed.</exception>
    public void Publish(Model<TShape> served)
    {
        ArgumentNullException.ThrowIfNull(served);
        served.RequireServes(_model, nameof(served));
        using Lifetime.Use use = _lifetime.Enter(), other = served.Lifetime.Enter();
        served.Weights.Publish(_model.HeldParameters);
    }

    /// <summary>Gives another model the average of the weights (<see cref="TrainerOptions.Average"/>), to measure, serve or save it; the training goes on as if nobody had. Allocates nothing.</summary>
    /// <param name="destination">A model of its own that nobody reads meanwhile, made with <see cref="Model{TShape}.Clone"/>: weights alone are copied. Before the average begins it receives the weights as they are.</param>
    /// <exception cref="InvalidOperationException">The trainer keeps no average.</exception>
    /// <exception cref="ArgumentException">It is the model that is trained.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or a model was disposed.</exception>
    public void CopyAverageTo(Model<TShape> destination)
    {
        using Lifetime.Use use = _lifetime.Enter();
        _gradients.CopyAverageTo(destination, Options, Moments, StepCount, nameof(destination));
    }

    /// <summary>Puts every row at the start of a sequence.</summary>
    /// <exception cref="ObjectDisposedException">The trainer was disposed.</exception>
    public void ResetState()
    {
        using Lifetime.Use use = _lifetime.Enter();
        States(0, _batch).Clear();
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

        using Lifetime.Use use = _lifetime.Enter();
        States(row, 1).Clear();
    }

    /// <summary>Puts some rows at the start of a sequence: those that <see cref="Data.ISequenceBatches.Restarts"/> names.</summary>
    /// <param name="rows">[batch] true for a row that begins; empty for none.</param>
    /// <exception cref="ArgumentException">It has another length; nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The trainer was disposed.</exception>
    public void ResetState(ReadOnlySpan<bool> rows)
    {
        using Lifetime.Use use = _lifetime.Enter();
        RowStates.Reset(States(0, _batch), rows, _batch);
    }

    /// <summary>Frees gradients, moments, states and workspace; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    /// <summary>Threads that run a step.</summary>
    internal Team Team => _team;

    /// <summary>Time that all threads have worked without waiting for each other; 0 on a single one.</summary>
    internal long BusyTicks => _team.BusyTicks - (_pass?.WaitedTicks ?? _sampled!.WaitedTicks);

    private int Count(in SequenceInput input, ref SequenceTarget target)
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

    /// <summary>Forward and backward; gradients of the mean loss are left in <c>_gradients</c>.</summary>
    /// <returns>The summed loss of the counted targets.</returns>
    private double Accumulate(SequenceInput input, SequenceTarget target, double counted)
    {
        // Rows of batches that make one update are rows of one batch to the masks.
        Dropout dropout = Options.DropoutOf(Options.DropoutSeed + (ulong)StepCount, _accumulation.Done * _batch);
        input = _copy.Dropped(input, Options.InputDropout, dropout) with { Dropout = dropout };
        float scale = _accumulation.ScaleFor(counted);
        return _pass is not null
            ? _pass.Run(input, target, scale, teaches: counted > 0)
            : _sampled!.Run(_model.HeldParameters, _gradients.All, input, scale, teaches: counted > 0);
    }

    /// <summary>Clips and applies the gradients, or throws them away.</summary>
    private TrainingStep Conclude(double loss, float correction, float rate)
    {
        if (!GradientClipping.TryClip([_gradients], loss, Options, correction, out double norm, out float scale))
        {
            States(0, _batch).Clear();
            RejectedCount++;
            return new(loss, norm, TrainingOutcome.RejectedNonFinite);
        }

        _powers = _optimizer.Advanced(_powers);
        StepCount++;
        _gradients.Update(new(Options, _memory, 0, scale, rate, _powers, StepCount));
        return new(loss, norm, TrainingOutcome.Applied);
    }

    private int MomentsSize => ModelGradients<TShape>.MomentsSize(Options);

    private Span<float> States(int row, int rows) =>
        _memory.Section(_statesAt + (long)row * TShape.StateSize, rows * TShape.StateSize);
}
