using EdgeSeq.Targets.LanguageModels.Commands;
using EdgeSeq.Targets.LanguageModels.Report;
using EdgeSeq.Training;

namespace EdgeSeq.Targets.LanguageModels.Training;

/// <summary>A run of the library's <see cref="Fitter{TShape}"/>, as the settings ask for it and shown as it goes. The loop, with its line, allocates no managed memory.</summary>
/// <typeparam name="TShape">The shape that learns.</typeparam>
internal sealed class TrainingRun<TShape> : IDisposable, IProgress<FitProgress>
    where TShape : struct, ILanguageModel, ITrainableModel
{
    private const float FinalRate = 0.05f;

    private readonly TrainingPlan _plan;
    private readonly ProgressLine _line;
    private readonly Fitter<TShape> _fitter;
    private double _lastLosses;
    private int _lastCount;

    /// <summary>Makes all that the run needs, or goes on from the newest checkpoint.</summary>
    /// <param name="model">What learns; stays the caller's.</param>
    /// <param name="settings">Learning rate, clipping, early stopping, checkpoints.</param>
    /// <param name="plan">Batches and steps.</param>
    /// <param name="line">Shows how it goes.</param>
    /// <exception cref="UsageException">There is no checkpoint to go on from, or, without --resume, there is one.</exception>
    /// <exception cref="ArgumentException">The batches do not fit.</exception>
    public TrainingRun(Model<TShape> model, TrainSettings settings, TrainingPlan plan, ProgressLine line)
    {
        (_plan, _line) = (plan, line);
        _fitter = Prepare(settings.Checkpoints, () => new Fitter<TShape>(model, plan.Training, plan.Validation, new FitOptions
        {
            Trainer = new TrainerOptions
            {
                Optimizer = settings.Decay > 0 ? new AdamW { Decay = settings.Decay } : new Adam(),
                Schedule = new CosineRate(settings.LearningRate, plan.Steps) { WarmUpSteps = plan.WarmUpSteps, Floor = FinalRate },
                ClipNorm = settings.Clip > 0 ? settings.Clip : null,
            },
            Steps = plan.Steps,
            Validations = plan.Validations,
            Patience = settings.Patience,
            KeepBest = settings.Patience is not null,
            Checkpoints = settings.Checkpoints,
            Resume = settings.Resume,
        }));
        Curve = new LossCurve(plan.Steps, plan.Validations + 1);
        Curve.Skip((int)_fitter.StepsDone);
        if (settings.Resume && _fitter.Resumed is null)
        {
            _fitter.Dispose();
            throw new UsageException($"--resume: there is no checkpoint in '{settings.Checkpoints}'; leave it out to begin.");
        }
    }

    /// <summary>The losses so far.</summary>
    public LossCurve Curve { get; }

    /// <summary>A line that says where the run goes on; null at the beginning.</summary>
    public string? Resumed => _fitter.Resumed is { } found
        ? string.Join('\n', [$"Resumed      {found.Path}, after {found.StepCount:#,0} steps", .. found.Skipped])
        : null;

    /// <summary>Trains from the first step to the last, or until patience ends or somebody interrupts.</summary>
    /// <param name="interrupted">Looked at after every step.</param>
    /// <exception cref="RunFailedException">The losses stopped being finite.</exception>
    public TrainingResult Run(CancellationToken interrupted)
    {
        long first = _fitter.StepsDone;
        FitResult result;
        try
        {
            result = _fitter.Run(this, interrupted);
        }
        catch (FitDivergedException e)
        {
            _line.End();
            throw new RunFailedException($"{OneLine.Of(e)} A lower --lr may help.");
        }

        long allocated = _fitter.AllocatedBytes;
        _line.End();
        return new TrainingResult(
            result.End, (int)result.Steps, _plan.TokensOf((int)(result.Steps - first)), result.TrainingTime.TotalSeconds,
            result.Steps == _plan.Steps ? _lastLosses / _lastCount : result.Loss, result.ValidationLoss, allocated, result.RejectedSteps, result.CheckpointProblem)
        {
            StateDependence = result.DependsOnCarriedStates ? (result.ZeroStateLoss, result.CarriedStateLoss) : null,
        };
    }

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        if (value.IsValidation)
        {
            Curve.AddValidation(value.ValidationLoss);
        }
        else
        {
            Curve.AddTraining(value.StepLoss);
            if (value.Step > _plan.Steps - Math.Max(1, _plan.Steps / 20) && value.Outcome != TrainingOutcome.RejectedNonFinite)
            {
                (_lastLosses, _lastCount) = (_lastLosses + value.StepLoss, _lastCount + 1);
            }
        }

        if (_line.IsDue || (value.Step == _plan.Steps && value.IsValidation))
        {
            _line.Show(new Progress(
                (int)value.Step, _plan.Steps, value.Loss, value.ValidationLoss, value.StepsPerSecond * _plan.TokensOf(1), value.Remaining.TotalSeconds,
                _fitter.AllocatedBytes));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _fitter.Dispose();

    private static Fitter<TShape> Prepare(string? folder, Func<Fitter<TShape>> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (folder is not null && e is InvalidOperationException or ModelFormatException or UnauthorizedAccessException or IOException)
        {
            throw new UsageException($"--checkpoints '{folder}' cannot be used: {OneLine.Of(e)}");
        }
    }
}
