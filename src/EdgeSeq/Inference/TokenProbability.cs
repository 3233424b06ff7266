namespace EdgeSeq;

/// <summary>A token and how likely it is.</summary>
/// <param name="Token">0 to V - 1.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct TokenProbability(int Token, float Probability);
