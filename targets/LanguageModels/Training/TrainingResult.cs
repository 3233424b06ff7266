using EdgeSeq.Training;

namespace EdgeSeq.Targets.LanguageModels.Training;

/// <summary>Figures of a run.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Steps">Updates done.</param>
/// <param name="Tokens">Targets learned, repetitions counted.</param>
/// <param name="Seconds">Seconds of training, without evaluations.</param>
/// <param name="TrainLoss">Mean training loss of the last twentieth of the run, nats a token.</param>
/// <param name="ValidationLoss">Loss of the held-out text with the weights that were kept, nats a token.</param>
/// <param name="AllocatedBytes">Managed bytes that the loop allocated after its first step, checkpoints not counted.</param>
/// <param name="RejectedSteps">Steps without effect because their loss or gradient was not finite.</param>
/// <param name="CheckpointProblem">Why the last checkpoint could not be written; null if it was, or none was wanted.</param>
internal readonly record struct TrainingResult(
    FitEnd End, int Steps, double Tokens, double Seconds, double TrainLoss, double ValidationLoss, long AllocatedBytes, long RejectedSteps,
    Exception? CheckpointProblem)
{
    /// <summary>The validation losses from the zero state and from those of training, where they are far apart; null where they are not.</summary>
    public (double FromZero, double FromCarried)? StateDependence { get; init; }
}
