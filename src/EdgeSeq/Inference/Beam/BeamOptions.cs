namespace EdgeSeq;

/// <summary>How the likeliest continuation is searched. Validated when a search is constructed.</summary>
public sealed record BeamOptions : DecodingOptions
{
    /// <summary>Continuations that are followed side by side, at least 1; 1 is greedy: the likeliest token, until that is the stop token. More find likelier ones, in proportionally more time. Default 4.</summary>
    public int Width { get; init; } = 4;

    /// <summary>Tokens at most, the stop token included; at least 1.</summary>
    public int MaxLength { get; init; } = 100;

    /// <summary>
    /// The power a of the length n, stop token included, that a log-probability is divided by: <c>ln P / n^a</c> (a simple
    /// form of Wu et al. 2016). 1 compares means per token, 0 whole continuations, which favours short ones; in [0, 10]. Default 1.
    /// </summary>
    public float LengthPenalty { get; init; } = 1;

    /// <inheritdoc/>
    internal override void Validate(int vocabulary)
    {
        Require.That(Width >= 1, Width, "at least 1 continuation is followed");
        Require.That(MaxLength >= 1, MaxLength, "it must be at least 1 token");
        Require.That(LengthPenalty is >= 0 and <= 10, LengthPenalty, "it must be in [0, 10]");
        ValidateTokens(vocabulary);
        Require.FitsSpan((long)Width * MaxLength, "All continuations of a search together");
    }
}
