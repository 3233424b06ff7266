namespace EdgeSeq.Targets.CharLm.Training;

/// <summary>Figures of a finished run.</summary>
/// <param name="Seconds">Seconds of training, without evaluations.</param>
/// <param name="TrainLoss">Mean training loss of the last twentieth of the run, nats per character.</param>
/// <param name="ValidationLoss">Loss of the held-out text after the last step, nats per character.</param>
/// <param name="AllocatedBytes">Managed bytes that the loop allocated.</param>
/// <param name="RejectedSteps">Steps without effect because their loss or gradient was not finite.</param>
internal readonly record struct TrainingResult(
    double Seconds, double TrainLoss, double ValidationLoss, long AllocatedBytes, long RejectedSteps);
