namespace EdgeSeq.Training.Checkpoints;

/// <summary>The counters of a trainer. Its schedule stands where its step count says.</summary>
/// <param name="StepCount">Updates applied.</param>
/// <param name="RejectedCount">Steps rejected.</param>
/// <param name="Powers">Running powers of the decay factors.</param>
internal readonly record struct TrainerProgress(long StepCount, long RejectedCount, BetaPowers Powers);
