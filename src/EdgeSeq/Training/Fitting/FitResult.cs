namespace EdgeSeq.Training;

/// <summary>Why a run ended.</summary>
public enum FitEnd
{
    /// <summary>All steps were done.</summary>
    Finished,

    /// <summary>The validation loss did not fall any more.</summary>
    OutOfPatience,

    /// <summary>It was cancelled; the model has the best weights so far.</summary>
    Cancelled,
}

/// <summary>Figures of a run.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Steps">Steps done, since the first start of the run.</param>
/// <param name="Loss">Mean training loss of the last hundred steps or so.</param>
/// <param name="ValidationLoss">Validation loss of the weights that the model has now; NaN without validation.</param>
/// <param name="BestStep">After how many steps the lowest validation loss was; 0 without validation.</param>
/// <param name="RejectedSteps">Steps without effect, because their loss or gradient was not finite.</param>
/// <param name="TrainingTime">Time of training, without validations and checkpoints.</param>
/// <param name="CheckpointProblem">Why the last checkpoint could not be written; null if it was, or none was wanted.</param>
public sealed record FitResult(
    FitEnd End, long Steps, double Loss, double ValidationLoss, long BestStep, long RejectedSteps, TimeSpan TrainingTime, Exception? CheckpointProblem)
{
    private const double Tolerance = 0.2;

    /// <summary>
    /// Loss of the first validation batches at the end of training, from the zero state, as it is in use. NaN without validation, and where training rows
    /// carry no states.
    /// </summary>
    public double ZeroStateLoss { get; init; } = double.NaN;

    /// <summary>Loss of the same batches from the states that the training rows ended with.</summary>
    public double CarriedStateLoss { get; init; } = double.NaN;

    /// <summary>
    /// Whether the two losses differ by more than 0.2: the model relies on states that only training has, and will do worse in use. Let rows begin anew
    /// more often (<see cref="Text.RowWindows.ResetRate"/>).
    /// </summary>
    public bool DependsOnCarriedStates => Math.Abs(ZeroStateLoss - CarriedStateLoss) > Tolerance;
}

/// <summary>One moment of a run: after a step, or after a validation.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="StepLoss">Loss of the last step.</param>
/// <param name="Loss">Mean training loss of the last hundred steps or so.</param>
/// <param name="ValidationLoss">The last validation loss; NaN before the first.</param>
/// <param name="BestLoss">The lowest validation loss; NaN before the first.</param>
/// <param name="IsValidation">Whether a validation has just ended; else a step has.</param>
/// <param name="Outcome">What the last step did.</param>
/// <param name="GradientNorm">Norm of the last gradient, before clipping.</param>
/// <param name="LearningRate">The rate of the next step.</param>
/// <param name="StepsPerSecond">Speed of training, validations and checkpoints not counted.</param>
/// <param name="Remaining">How long the rest of the run may take, validations counted.</param>
public readonly record struct FitProgress(
    long Step, long Steps, double StepLoss, double Loss, double ValidationLoss, double BestLoss, bool IsValidation, TrainingOutcome Outcome,
    double GradientNorm, float LearningRate, double StepsPerSecond, TimeSpan Remaining);

/// <summary>Training has diverged: many steps in a row had no finite loss or gradient.</summary>
public sealed class FitDivergedException : InvalidOperationException
{
    /// <summary>Without a message.</summary>
    public FitDivergedException()
    {
    }

    /// <summary>With a message.</summary>
    /// <param name="message">What happened, and what may help.</param>
    public FitDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    /// <param name="message">What happened, and what may help.</param>
    /// <param name="innerException">The cause.</param>
    public FitDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
