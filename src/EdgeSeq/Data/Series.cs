namespace EdgeSeq.Data;

/// <summary>Numbers of one or more channels over time: [steps x channels], NaN where one is missing.</summary>
/// <remarks>Thread-safe to read.</remarks>
public sealed class Series
{
    /// <summary>A series in memory.</summary>
    /// <param name="values">[steps x channels], not copied; NaN where a number is missing.</param>
    /// <param name="channels">Numbers of a step, at least 1.</param>
    /// <param name="names">Names of the channels; null if they have none.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the channels, or there are not as many names.</exception>
    public Series(ReadOnlyMemory<float> values, int channels, IReadOnlyList<string>? names = null)
    {
        Require.That(channels >= 1, channels, "there is at least 1 channel");
        if (values.Length % channels != 0)
        {
            throw new ArgumentException($"values holds {values.Length} numbers, which are no whole steps of {channels} channels.", nameof(values));
        }

        if (names is not null)
        {
            Require.Length(names.Count, channels, nameof(names), "names, one a channel");
        }

        (Values, Channels, Names) = (values, channels, names);
    }

    /// <summary>[steps x channels].</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>Numbers of a step.</summary>
    public int Channels { get; }

    /// <summary>Names of the channels; null if they have none.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Steps.</summary>
    public int Count => Values.Length / Channels;

    /// <summary>Cuts by time: the first part to learn from, the last to measure with, so that nothing of the future is learnt.</summary>
    /// <param name="heldOut">The share of the last part; above 0, below 1.</param>
    /// <exception cref="ArgumentException">The share is out of range, or leaves a part without a step.</exception>
    public (Series Training, Series HeldOut) Split(double heldOut)
    {
        Require.That(heldOut is > 0 and < 1, heldOut, "it must be above 0 and below 1");
        int first = Count - (int)Math.Round(Count * heldOut);
        return first > 0 && first < Count
            ? (Slice(0, first), Slice(first, Count - first))
            : throw new ArgumentException($"A series of {Count} steps has no part of {heldOut}; it is too short.", nameof(heldOut));
    }

    /// <summary>Some of the steps; nothing is copied.</summary>
    /// <param name="first">The first step.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such steps.</exception>
    public Series Slice(int first, int count) => new(Values.Slice(checked(first * Channels), checked(count * Channels)), Channels, Names);
}
