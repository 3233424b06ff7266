namespace EdgeSeq.Training;

/// <summary>How learning rates are tried. Validated when they are.</summary>
public sealed record RateFinderOptions
{
    /// <summary>Optimiser, clipping, dropout, groups. Its batch and window are those of the data; its schedule and average are not looked at.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>The first rate, above 0. Default 1e-6.</summary>
    public float Lowest { get; init; } = 1e-6f;

    /// <summary>The last rate, above <see cref="Lowest"/>. Default 1.</summary>
    public float Highest { get; init; } = 1;

    /// <summary>Updates, each at a rate that is as many times the last; at least 10. Default 100.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Share of the old mean in the smoothed loss, 0 to below 1. Default 0.9.</summary>
    public float Smoothing { get; init; } = 0.9f;

    /// <summary>The trial ends where the smoothed loss is more than so many times the lowest, above 1. Default 4.</summary>
    public float Divergence { get; init; } = 4;

    /// <exception cref="ArgumentException">An option is null or out of range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Trainer);
        Require.That(Lowest > 0 && float.IsFinite(Lowest), Lowest, "it must be positive and finite");
        Require.That(Highest > Lowest && float.IsFinite(Highest), Highest, $"it must be finite and above {nameof(Lowest)} ({Lowest})");
        Require.That(Steps >= 10, Steps, "it must be at least 10");
        Require.That(Smoothing is >= 0 and < 1, Smoothing, "it must be in [0, 1)");
        Require.That(Divergence > 1, Divergence, "it must be above 1");
    }
}
