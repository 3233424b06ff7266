namespace EdgeSeq.Training.Groups;

/// <summary>Neighbouring parameters that are updated alike.</summary>
/// <param name="First">The first, in the part of the block that learns; a multiple of 16.</param>
/// <param name="End">The first that is none of them again; a multiple of 16.</param>
/// <param name="Optimizer">The rule; null where they are frozen.</param>
/// <param name="RateFactor">What the schedule's rate is multiplied by.</param>
internal readonly record struct UpdateRun(int First, int End, Optimizer? Optimizer, float RateFactor);
