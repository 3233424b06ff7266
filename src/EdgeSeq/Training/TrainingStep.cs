namespace EdgeSeq.Training;

/// <summary>The result of <see cref="Trainer{TShape}.Step(SequenceInput, SequenceTarget)"/>.</summary>
/// <param name="Loss">Mean loss of the counted targets, before the update: cross-entropy in nats, or with <see cref="Head.Linear"/> the squared error; 0 if none counted.</param>
/// <param name="GradientNorm">Euclidean norm of the gradient of that mean, before any clipping; 0 if no target counted. With several batches an update it is that of all of them, and 0 before the last.</param>
/// <param name="Outcome">What happened to the model.</param>
public readonly record struct TrainingStep(double Loss, double GradientNorm, TrainingOutcome Outcome);
