namespace EdgeSeq;

/// <summary>What a beam search has found.</summary>
/// <param name="Length">Tokens written, without the stop token.</param>
/// <param name="IsComplete">Whether the stop token ended it; otherwise it is as long as was allowed.</param>
/// <param name="LogProbability">ln P of the continuation given the prompt, in nats, the stop token included if it came.</param>
/// <param name="Score">The log-probability divided by a power of the length, see <see cref="BeamOptions.LengthPenalty"/>.</param>
public readonly record struct BeamResult(int Length, bool IsComplete, double LogProbability, double Score);
