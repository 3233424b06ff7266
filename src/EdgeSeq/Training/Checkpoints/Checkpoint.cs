namespace EdgeSeq.Training;

/// <summary>What <see cref="CheckpointStore.LoadLatest"/> went back to.</summary>
/// <param name="Path">The file.</param>
/// <param name="StepCount">Updates applied when it was saved.</param>
/// <param name="Position">What the caller saved with it: where its data stood. Empty if nothing.</param>
/// <param name="Skipped">Newer files that are damaged, each with the reason; empty if the newest was good.</param>
public sealed record Checkpoint(string Path, long StepCount, ReadOnlyMemory<byte> Position, IReadOnlyList<string> Skipped);
