namespace EdgeSeq;

/// <summary>How a <see cref="VectorSampler{TShape}"/> turns probabilities into the numbers 0 and 1.</summary>
public sealed record VectorSamplerOptions
{
    /// <summary>
    /// Null to draw each number by chance, 1 with its probability (Bernoulli). Otherwise a number is 1 where its probability is at least
    /// this, in (0, 1): the same output every time. Default null.
    /// </summary>
    public float? Threshold { get; init; }

    /// <summary>Seed of the random numbers.</summary>
    public ulong Seed { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    internal void Validate()
    {
        if (Threshold is float threshold)
        {
            Require.That(threshold is > 0 and < 1, threshold, "it must be above 0 and below 1, or null to draw by chance", nameof(Threshold));
        }
    }
}
