namespace EdgeSeq.Targets.Tool.Verify;

/// <summary>Numbers of EdgeSeq beside those that are expected.</summary>
/// <param name="Case">What was run.</param>
/// <param name="What">What was compared.</param>
/// <param name="Count">Numbers.</param>
/// <param name="Largest">The largest difference, in parts of the largest number if that is above 1; NaN if one was none.</param>
internal sealed record Comparison(string Case, string What, int Count, double Largest)
{
    /// <summary>The largest difference that rounding in another order may make.</summary>
    public const double RoundingOrder = 1e-5;

    /// <summary>The largest difference that states of 8 bits may make, which are multiples of 1/127.</summary>
    public const double States8 = 0.05;

    /// <summary>The largest difference that states of 15 bits may make, whose steps are a 128th of those.</summary>
    public const double States15 = 1e-3;

    /// <summary>The largest difference that is still agreement.</summary>
    public double Tolerance { get; init; } = RoundingOrder;

    /// <summary>Whether both agree.</summary>
    public bool IsClose => Count > 0 && Largest <= Tolerance;

    /// <summary>Compares.</summary>
    /// <param name="name">What was run.</param>
    /// <param name="what">What was compared.</param>
    /// <param name="expected">Numbers.</param>
    /// <param name="found">As many.</param>
    /// <param name="least">What the largest number counts as at least.</param>
    public static Comparison Of(string name, string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> found, double least = 1)
    {
        // A length that differs is no number that could be close.
        double difference = expected.Length == found.Length ? 0 : double.NaN, largest = least;
        for (int i = 0; i < Math.Min(expected.Length, found.Length); i++)
        {
            // All outputs are sums of terms of one size, and so are the roundings of those near 0.
            difference = Math.Max(difference, Math.Abs((double)expected[i] - found[i]));
            largest = Math.Max(largest, Math.Abs((double)expected[i]));
        }

        return new(name, what, expected.Length, difference / largest);
    }
}
