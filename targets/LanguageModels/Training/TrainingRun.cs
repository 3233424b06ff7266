using System.Diagnostics;

using EdgeSeq.Targets.LanguageModels.Commands;
using EdgeSeq.Targets.LanguageModels.Report;

namespace EdgeSeq.Targets.LanguageModels.Training;

/// <summary>
/// The training loop. Everything it needs is made by the constructor; the loop itself, with validation and the progress
/// line, allocates no managed memory.
/// </summary>
/// <typeparam name="TShape">The shape that learns.</typeparam>
internal sealed class TrainingRun<TShape> : IDisposable
    where TShape : struct, ILanguageModel
{
    private const float FinalRate = 0.05f;
    private const int MostRejectedInARow = 20;

    private readonly Model<TShape> _model;
    private readonly TrainingPlan _plan;
    private readonly Trainer<TShape> _trainer;
    private readonly Evaluator<TShape> _evaluator;
    private readonly ProgressLine _line;
    private readonly BatchBuffers _batch, _heldOut;
    private readonly BestWeights<TShape>? _best;
    private readonly RunCheckpoints<TShape>? _checkpoints;
    private readonly bool _isResumed;

    private RecentMean _recentLoss, _lastLosses;
    private int _rejectedInARow;
    private double _validationLoss = double.NaN;
    private int _validatedAfter = -1;
    private long _started, _otherTicks, _allocatedBefore;

    /// <summary>Makes trainer, evaluator and buffers.</summary>
    /// <param name="model">What learns; stays the caller's.</param>
    /// <param name="settings">Learning rate, clipping, early stopping.</param>
    /// <param name="plan">Batches and steps.</param>
    /// <param name="line">Shows how it goes.</param>
    public TrainingRun(Model<TShape> model, TrainSettings settings, TrainingPlan plan, ProgressLine line)
    {
        (_model, _plan, _line) = (model, plan, line);
        _trainer = new Trainer<TShape>(model, new TrainerOptions
        {
            Batch = plan.Training.Batch,
            Window = plan.Training.Window,
            Optimizer = settings.Decay > 0 ? new AdamW { Decay = settings.Decay } : new Adam(),
            Schedule = new CosineRate(settings.LearningRate, plan.Steps) { WarmUpSteps = plan.WarmUpSteps, Floor = FinalRate },
            ClipNorm = settings.Clip > 0 ? settings.Clip : null,
        });
        _evaluator = new Evaluator<TShape>(model, plan.Validation.Batch, plan.Validation.Window);
        (_batch, _heldOut) = (new BatchBuffers(plan.Training), new BatchBuffers(plan.Validation));
        _best = settings.Patience is int patience ? new BestWeights<TShape>(patience) : null;
        _checkpoints = settings.Checkpoints is { } folder ? new RunCheckpoints<TShape>(_trainer, plan.Training, _best, folder) : null;
        _isResumed = settings.Resume;
        Curve = new LossCurve(plan.Steps, plan.Validations + 1);
    }

    /// <summary>The losses so far.</summary>
    public LossCurve Curve { get; }

    private int StepsDone => (int)(_trainer.StepCount + _trainer.RejectedCount);

    /// <summary>Goes on from the newest checkpoint, if that was asked for.</summary>
    /// <returns>A line that says so, or null.</returns>
    /// <exception cref="UsageException">There is none to go on from, or, without --resume, there is one.</exception>
    public string? Resume()
    {
        string? line = _checkpoints?.Begin(_isResumed);
        Curve.Skip(StepsDone);
        return line;
    }

    /// <summary>Trains from the first step to the last, or until patience ends or somebody interrupts.</summary>
    /// <param name="interrupted">Looked at after every step.</param>
    /// <exception cref="RunFailedException">The losses stopped being finite.</exception>
    public TrainingResult Run(CancellationToken interrupted)
    {
        int step = StepsDone, first = step;
        TrainingEnd end = _best is { IsEnough: true } ? TrainingEnd.OutOfPatience : TrainingEnd.Finished;
        _started = Stopwatch.GetTimestamp();
        _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        while (step < _plan.Steps && end == TrainingEnd.Finished)
        {
            Step(step++);
            if (step == first + 1)
            {
                // The first step is compiled as it runs, and the runtime allocates tables of its own for that, at times on this thread.
                _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            }

            if (_plan.ValidatesAfter(step))
            {
                Validate(step);
                SaveCheckpoint();
                end = _best is { IsEnough: true } ? TrainingEnd.OutOfPatience : end;
            }

            if (_line.IsDue || step == _plan.Steps)
            {
                ShowProgress(first, step);
            }

            end = interrupted.IsCancellationRequested && step < _plan.Steps ? TrainingEnd.Interrupted : end;
        }

        if (_validatedAfter != step)
        {
            // Saved first: this validation is one that a run without interruption does not have, and patience must not count it.
            SaveCheckpoint();
            Validate(step);
        }

        _best?.Restore(_model.Parameters);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore;
        double seconds = TrainingSeconds();
        _line.End();
        return new TrainingResult(
            end, step, _plan.TokensOf(step - first), seconds, (step == _plan.Steps ? _lastLosses : _recentLoss).Value, _best?.Loss ?? _validationLoss,
            allocated, _trainer.RejectedCount, _checkpoints?.Problem);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _evaluator.Dispose();
        _best?.Dispose();
    }

    private void Step(int step)
    {
        if (_batch.Read())
        {
            _trainer.ResetState();
        }

        TrainingStep result = _trainer.Step(_batch.Input, _batch.Target);
        bool isRejected = result.Outcome == TrainingOutcome.RejectedNonFinite;
        Curve.AddTraining(result.Loss);
        _recentLoss.Add(result.Loss);
        if (step >= _plan.Steps - Math.Max(1, _plan.Steps / 20) && !isRejected)
        {
            _lastLosses.AddPlain(result.Loss);
        }

        _rejectedInARow = isRejected ? _rejectedInARow + 1 : 0;
        if (_rejectedInARow == MostRejectedInARow)
        {
            _line.End();
            throw new RunFailedException(
                $"Training diverged: {MostRejectedInARow} steps up to step {step + 1} had no finite loss. A lower --lr may help.");
        }
    }

    private void Validate(int step)
    {
        long started = Stopwatch.GetTimestamp();
        _evaluator.Reset();
        for (long batch = 0; batch < _plan.Validation.Count; batch++)
        {
            if (_heldOut.Read())
            {
                _evaluator.ResetState();
            }

            _evaluator.Add(_heldOut.Input, _heldOut.Target);
        }

        (_validationLoss, _validatedAfter) = (_evaluator.Loss, step);
        _best?.Add(_validationLoss, step, _model.Parameters);
        Curve.AddValidation(_validationLoss);
        _otherTicks += Stopwatch.GetTimestamp() - started;
    }

    /// <summary>Files are not what the loop is measured by: neither time nor memory counts.</summary>
    private void SaveCheckpoint()
    {
        long started = Stopwatch.GetTimestamp(), allocated = GC.GetAllocatedBytesForCurrentThread();
        _checkpoints?.Save();
        _allocatedBefore += GC.GetAllocatedBytesForCurrentThread() - allocated;
        _otherTicks += Stopwatch.GetTimestamp() - started;
    }

    private void ShowProgress(int first, int steps)
    {
        double elapsed = (double)(Stopwatch.GetTimestamp() - _started) / Stopwatch.Frequency;
        _line.Show(new Progress(
            steps,
            _plan.Steps,
            _recentLoss.Value,
            _validationLoss,
            _plan.TokensOf(steps - first) / TrainingSeconds(),
            elapsed / (steps - first) * (_plan.Steps - steps),
            GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore));
    }

    private double TrainingSeconds() =>
        (double)(Stopwatch.GetTimestamp() - _started - _otherTicks) / Stopwatch.Frequency;
}
