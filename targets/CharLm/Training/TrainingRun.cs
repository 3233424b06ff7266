using System.Diagnostics;

using EdgeSeq.Targets.CharLm.Commands;
using EdgeSeq.Targets.CharLm.Report;
using EdgeSeq.Text;

namespace EdgeSeq.Targets.CharLm.Training;

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

    private readonly TrainingPlan _plan;
    private readonly Trainer<TShape> _trainer;
    private readonly Evaluator<TShape> _evaluator;
    private readonly ProgressLine _line;
    private readonly int[] _inputs, _targets;
    private readonly int[] _heldOutInputs, _heldOutTargets;

    private RecentMean _recentLoss;
    private double _validationLoss = double.NaN;
    private long _started, _validationTicks, _allocatedBefore;

    /// <summary>Makes trainer, evaluator and buffers.</summary>
    /// <param name="model">What learns; stays the caller's.</param>
    /// <param name="settings">Learning rate and clipping.</param>
    /// <param name="plan">Windows and steps.</param>
    /// <param name="line">Shows how it goes.</param>
    public TrainingRun(Model<TShape> model, TrainSettings settings, TrainingPlan plan, ProgressLine line)
    {
        _plan = plan;
        _line = line;
        _trainer = new Trainer<TShape>(model, new TrainerOptions
        {
            Batch = plan.Training.Batch,
            Window = plan.Training.Window,
            Optimizer = new Adam(),
            Schedule = new CosineRate(settings.LearningRate, plan.Steps) { WarmUpSteps = plan.WarmUpSteps, Floor = FinalRate },
            ClipNorm = settings.Clip > 0 ? settings.Clip : null,
        });
        _evaluator = new Evaluator<TShape>(model, plan.Validation.Batch, plan.Validation.Window);
        (_inputs, _targets) = Buffers(plan.Training);
        (_heldOutInputs, _heldOutTargets) = Buffers(plan.Validation);
        Curve = new LossCurve(plan.Steps, plan.Validations);
    }

    /// <summary>The losses so far.</summary>
    public LossCurve Curve { get; }

    /// <summary>Trains from the first step to the last.</summary>
    /// <exception cref="RunFailedException">The losses stopped being finite.</exception>
    public TrainingResult Run()
    {
        int rejectedInARow = 0;
        double lastLosses = 0;
        int lastCount = 0, lastFrom = _plan.Steps - Math.Max(1, _plan.Steps / 20);
        _started = Stopwatch.GetTimestamp();
        _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < _plan.Steps; step++)
        {
            TrainingStep result = Step();
            _recentLoss.Add(result.Loss);
            Curve.AddTraining(result.Loss);
            bool isRejected = result.Outcome == TrainingOutcome.RejectedNonFinite;
            rejectedInARow = isRejected ? rejectedInARow + 1 : 0;
            if (rejectedInARow == MostRejectedInARow)
            {
                _line.End();
                throw new RunFailedException(
                    $"Training diverged: {MostRejectedInARow} steps up to step {step + 1} had no finite loss. A lower --lr may help.");
            }

            if (step >= lastFrom && !isRejected)
            {
                lastLosses += result.Loss;
                lastCount++;
            }

            if (_plan.ValidatesAfter(step + 1))
            {
                Validate();
            }

            if (_line.IsDue || step + 1 == _plan.Steps)
            {
                ShowProgress(step + 1);
            }
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore;
        double seconds = TrainingSeconds();
        _line.End();
        return new TrainingResult(seconds, lastLosses / lastCount, _validationLoss, allocated, _trainer.RejectedCount);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _evaluator.Dispose();
    }

    private static (int[] Inputs, int[] Targets) Buffers(RowWindows windows) =>
        (new int[windows.Batch * windows.Window], new int[windows.Batch * windows.Window]);

    private TrainingStep Step()
    {
        if (_plan.Training.Next(_inputs, _targets))
        {
            // The rows begin anew: what the state remembers is the end of the text.
            _trainer.ResetState();
        }

        return _trainer.Step(_inputs, _targets);
    }

    private void Validate()
    {
        long started = Stopwatch.GetTimestamp();
        _evaluator.Reset();
        for (long window = 0; window < _plan.Validation.Count; window++)
        {
            _plan.Validation.Fill(window, _heldOutInputs, _heldOutTargets);
            _evaluator.Add(_heldOutInputs, _heldOutTargets);
        }

        _validationLoss = _evaluator.Loss;
        Curve.AddValidation(_validationLoss);
        _validationTicks += Stopwatch.GetTimestamp() - started;
    }

    private void ShowProgress(int steps)
    {
        double elapsed = (double)(Stopwatch.GetTimestamp() - _started) / Stopwatch.Frequency;
        double characters = (double)steps * _plan.Training.Batch * _plan.Training.Window;
        _line.Show(new Progress(
            steps,
            _plan.Steps,
            _recentLoss.Value,
            _validationLoss,
            characters / TrainingSeconds(),
            elapsed / steps * (_plan.Steps - steps),
            GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore));
    }

    private double TrainingSeconds() =>
        (double)(Stopwatch.GetTimestamp() - _started - _validationTicks) / Stopwatch.Frequency;
}
