namespace EdgeSeq;

/// <summary>The result of <see cref="Trainer{TShape}.Step(SequenceInput, SequenceTarget)"/>.</summary>
/// <param name="Loss">Mean cross-entropy of the counted targets in nats, before the update; 0 if none counted.</param>
/// <param name="GradientNorm">Euclidean norm of the gradient of that mean, before any clipping; 0 if no target counted.</param>
/// <param name="Outcome">What happened to the model.</param>
public readonly record struct TrainingStep(double Loss, double GradientNorm, TrainingOutcome Outcome);
