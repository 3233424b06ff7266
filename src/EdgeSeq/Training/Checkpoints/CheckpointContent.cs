namespace EdgeSeq.Training.Checkpoints;

/// <summary>What a checkpoint's file holds, checked.</summary>
/// <param name="Values">Weights, moments and carried states, one after the other.</param>
/// <param name="Text">The rest.</param>
internal readonly record struct CheckpointContent(float[] Values, CheckpointText Text);
