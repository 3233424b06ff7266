using System.Diagnostics;
using EdgeSeq.Data;
using EdgeSeq.Models;
using EdgeSeq.Training.Fitting;

namespace EdgeSeq.Training;

/// <summary>
/// The training loop: batches, steps, validations, best weights, patience, checkpoints. What it needs it makes when it is constructed; a step
/// allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>
/// The same data, options and seeds give the same bits, whether the run was interrupted and resumed or not.
/// <see cref="FitExtensions.Fit"/> is all of it in one call. One thread at a time.
/// </remarks>
public sealed class Fitter<TShape> : IDisposable
    where TShape : struct, ITrainableModel
{
    private const long ComparedBatches = 16;

    private readonly Model<TShape> _model;
    private readonly ISequenceBatches _training;
    private readonly ISequenceBatches? _validation;
    private readonly FitOptions _options;
    private readonly PlateauRate _rate;
    private readonly Trainer<TShape> _trainer;
    private readonly Model<TShape>? _average;
    private readonly Evaluator<TShape>? _evaluator;
    private readonly SequenceBatch _batch;
    private readonly SequenceBatch? _heldOut;
    private readonly BestWeights<TShape> _best;
    private readonly FitCheckpoints<TShape>? _checkpoints;

    private RecentMean _loss;
    private TrainingStep _last;
    private int _rejectedInARow;
    private bool _carries;
    private long _validatedAfter = -1, _first, _started, _otherTicks, _allocatedBefore;
    private long? _allocatedAfter;
    private double _validationLoss = double.NaN;

    /// <summary>Prepares a run, or goes on with one (<see cref="FitOptions.Resume"/>).</summary>
    /// <param name="model">What learns; stays the caller's to dispose.</param>
    /// <param name="training">Data to learn from.</param>
    /// <param name="validation">Data to measure with, in one pass each time; null for none. They must not be shuffled into one another.</param>
    /// <param name="options">How to fit; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option is out of range, or batches do not fit in memory.</exception>
    /// <exception cref="InvalidOperationException">The folder of checkpoints is not empty, and <see cref="FitOptions.Resume"/> is false.</exception>
    /// <exception cref="ModelFormatException">The checkpoint is damaged, or of another run.</exception>
    public Fitter(Model<TShape> model, ISequenceBatches training, ISequenceBatches? validation = null, FitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(training);
        options ??= new FitOptions();
        options.Validate(validation);
        (_model, _training, _validation, _options) = (model, training, validation, options);
        Steps = options.StepsOf(training);
        if (options.SetOutputBias && OutputBias.Of(TShape.Shape) is { } bias && OutputBias.IsZero(model.Parameters, bias)
            && OutputCounts.Find(training, TShape.Shape) is { } counts)
        {
            model.SetOutputBias(counts);
        }

        _rate = new PlateauRate(options.Trainer.Schedule, options.Plateau);
        _trainer = new Trainer<TShape>(model, options.Trainer with { Batch = training.Batch, Window = training.Window, Schedule = _rate });
        _batch = new SequenceBatch(TShape.Shape, training.Batch, training.Window, options.Trainer.Loss);
        _average = options.Trainer.Average is null ? null : model.Clone();
        _best = new BestWeights<TShape>(options.KeepBest && validation is not null);
        if (validation is not null)
        {
            _evaluator = new Evaluator<TShape>(_average ?? model, validation.Batch, validation.Window, loss: options.Trainer.Loss);
            _heldOut = new SequenceBatch(TShape.Shape, validation.Batch, validation.Window, options.Trainer.Loss);
        }

        _checkpoints = options.Checkpoints is { } folder ? new FitCheckpoints<TShape>(_trainer, training, _best, _rate, folder) : null;
        try
        {
            Resumed = _checkpoints?.Begin(options.Resume);
            StepsDone = _checkpoints?.StepsDone ?? 0;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Steps of the whole run.</summary>
    public long Steps { get; }

    /// <summary>Steps done, before an interruption too; rejected ones and those without targets among them.</summary>
    public long StepsDone { get; private set; }

    /// <summary>The checkpoint that the run went on from; null if it began anew.</summary>
    public Checkpoint? Resumed { get; }

    /// <summary>Managed bytes that the loop allocated so far after its first step, checkpoints not counted.</summary>
    internal long AllocatedBytes => (_allocatedAfter ?? GC.GetAllocatedBytesForCurrentThread()) - _allocatedBefore;

    /// <summary>Trains from where the run stands to its end, or until patience ends or somebody cancels.</summary>
    /// <param name="progress">Told after every step and validation, on this thread; null for nobody.</param>
    /// <param name="cancellation">Looked at after every step.</param>
    /// <exception cref="FitDivergedException"><see cref="FitOptions.MostRejected"/> steps in a row had no finite loss or gradient.</exception>
    /// <exception cref="ObjectDisposedException">This or the model was disposed.</exception>
    public FitResult Run(IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        long step = _first = StepsDone;
        _otherTicks = 0;
        FitEnd end = IsOutOfPatience ? FitEnd.OutOfPatience : FitEnd.Finished;
        _started = Stopwatch.GetTimestamp();
        _allocatedAfter = null;
        _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        while (step < Steps && end == FitEnd.Finished)
        {
            Step(step++);
            StepsDone = step;
            if (step == _first + 1)
            {
                // The first step is compiled as it runs, and the runtime allocates tables of its own for that, at times on this thread.
                _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            }

            progress?.Report(Now(step, isValidation: false));
            if (ValidatesAfter(step))
            {
                Validate(step);
                SaveCheckpoint();
                progress?.Report(Now(step, isValidation: true));
                end = IsOutOfPatience ? FitEnd.OutOfPatience : end;
            }

            end = cancellation.IsCancellationRequested && step < Steps ? FitEnd.Cancelled : end;
        }

        if (_validatedAfter != step)
        {
            // Saved first: this validation is one that a run without interruption does not have, and patience must not count it.
            SaveCheckpoint();
            Validate(step);
            progress?.Report(Now(step, isValidation: true));
        }

        (double fromZero, double fromCarried) = CompareStates();
        bool hasBest = _best.PutBack(_model);
        if (!hasBest && _average is not null)
        {
            _trainer.CopyAverageTo(_average);
            _model.CopyWeightsFrom(_average);
        }

        _allocatedAfter = GC.GetAllocatedBytesForCurrentThread();
        return new FitResult(
            end, step, _loss.Value, hasBest ? _best.Loss : _validationLoss, _best.Step, _trainer.RejectedCount,
            Stopwatch.GetElapsedTime(_started + _otherTicks), _checkpoints?.Problem)
        {
            ZeroStateLoss = fromZero,
            CarriedStateLoss = fromCarried,
        };
    }

    /// <summary>Frees what the run needed; not the model.</summary>
    public void Dispose()
    {
        _trainer.Dispose();
        _evaluator?.Dispose();
        _best.Dispose();
        _average?.Dispose();
    }

    private bool IsOutOfPatience => _options.Patience is int patience && _best.Waited >= patience;

    /// <summary>Whether the model is measured when so many steps are done.</summary>
    private bool ValidatesAfter(long step)
    {
        long count = Math.Min(_options.Validations ?? Math.Max(1, Steps * _options.Trainer.AccumulatedBatches / _training.Count), Steps);
        return (Int128)step * count / Steps > (Int128)(step - 1) * count / Steps;
    }

    private void Step(long step)
    {
        for (int batch = 0; batch < _options.Trainer.AccumulatedBatches; batch++)
        {
            if (_training.Next(_batch))
            {
                _trainer.ResetState();
            }
            else
            {
                _carries = true;
            }

            _trainer.ResetState(_training.Restarts);
            _last = _trainer.Step(_batch.Input, _batch.Target);
            if (_last.Outcome == TrainingOutcome.RejectedNonFinite)
            {
                break;   // with all batches before it
            }
        }

        _loss.Add(_last.Outcome == TrainingOutcome.NoTargets ? double.NaN : _last.Loss);
        _rejectedInARow = _last.Outcome == TrainingOutcome.RejectedNonFinite ? _rejectedInARow + 1 : 0;
        if (_rejectedInARow >= _options.MostRejected)
        {
            throw new FitDivergedException(
                $"Training diverged: {_rejectedInARow} steps up to step {step + 1} had no finite loss or gradient. Try a lower learning rate, and look for extreme numbers in the data.");
        }
    }

    private void Validate(long step)
    {
        _validatedAfter = step;
        if (_validation is null)
        {
            return;
        }

        long started = Stopwatch.GetTimestamp();
        if (_average is not null)
        {
            _trainer.CopyAverageTo(_average);
        }

        _validationLoss = _evaluator!.LossOf(_validation, _heldOut!);
        _best.Add(_validationLoss, step, _average ?? _model);
        _rate.Add(_validationLoss);
        _otherTicks += Stopwatch.GetTimestamp() - started;
    }

    /// <summary>
    /// What the state that a row begins with is worth, by a few batches and not by a second pass. Before the best weights are put back: the states are of
    /// those that trained last.
    /// </summary>
    private (double FromZero, double FromCarried) CompareStates()
    {
        if (_validation is null || !_carries || TShape.Shape.Direction == Direction.Both)
        {
            return (double.NaN, double.NaN);
        }

        long started = Stopwatch.GetTimestamp();
        double fromZero = _evaluator!.LossOf(_validation, _heldOut!, ComparedBatches, default);
        double fromCarried = _evaluator.LossOf(_validation, _heldOut!, ComparedBatches, _trainer.CarriedStates);
        _otherTicks += Stopwatch.GetTimestamp() - started;
        return (fromZero, fromCarried);
    }

    /// <summary>Files are not what the loop is measured by: neither time nor memory counts.</summary>
    private void SaveCheckpoint()
    {
        long started = Stopwatch.GetTimestamp(), allocated = GC.GetAllocatedBytesForCurrentThread();
        _checkpoints?.Save(StepsDone);
        _allocatedBefore += GC.GetAllocatedBytesForCurrentThread() - allocated;
        _otherTicks += Stopwatch.GetTimestamp() - started;
    }

    private FitProgress Now(long step, bool isValidation)
    {
        long now = Stopwatch.GetTimestamp(), done = step - _first;
        double seconds = (double)(now - _started - _otherTicks) / Stopwatch.Frequency;
        return new(
            step, Steps, _last.Loss, _loss.Value, _validationLoss, double.IsFinite(_best.Loss) ? _best.Loss : double.NaN, isValidation, _last.Outcome,
            _last.GradientNorm, _trainer.LearningRate, done == 0 ? 0 : done / seconds,
            done == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)(now - _started) / Stopwatch.Frequency / done * (Steps - step)));
    }
}
