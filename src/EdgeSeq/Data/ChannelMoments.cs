namespace EdgeSeq.Data;

/// <summary>
/// Mean and standard deviation of several channels, in one pass and in double: by B. P. Welford, Note on a method for calculating
/// corrected sums of squares and products, Technometrics 4(3), 1962. After construction it allocates nothing.
/// </summary>
/// <remarks>One thread at a time.</remarks>
public sealed class ChannelMoments
{
    private readonly long[] _counts;
    private readonly double[] _means, _squares;

    /// <summary>Nothing seen yet.</summary>
    /// <param name="channels">Numbers of a row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none.</exception>
    public ChannelMoments(int channels)
    {
        Require.That(channels >= 1, channels, "there is at least 1 channel");
        (_counts, _means, _squares) = (new long[channels], new double[channels], new double[channels]);
    }

    /// <summary>Numbers of a row.</summary>
    public int Channels => _counts.Length;

    /// <summary>Adds rows. NaN, a number that is missing, does not count.</summary>
    /// <param name="rows">[n x channels].</param>
    /// <exception cref="ArgumentException">The length is no multiple of the channels, or a number is infinite; nothing was added.</exception>
    public void Add(ReadOnlySpan<float> rows)
    {
        Require.WholeRows(rows.Length, Channels, nameof(rows));
        int stray = rows.IndexOfAny(float.PositiveInfinity, float.NegativeInfinity);
        if (stray >= 0)
        {
            throw new ArgumentException($"rows[{stray}] is infinite; numbers are finite, or NaN where one is missing.", nameof(rows));
        }

        for (int i = 0, channel = 0; i < rows.Length; i++, channel = channel + 1 < Channels ? channel + 1 : 0)
        {
            if (!float.IsNaN(rows[i]))
            {
                double distance = rows[i] - _means[channel];
                _means[channel] += distance / ++_counts[channel];
                _squares[channel] += distance * (rows[i] - _means[channel]);
            }
        }
    }

    /// <summary>Forgets what was added.</summary>
    public void Reset()
    {
        _counts.AsSpan().Clear();
        _means.AsSpan().Clear();
        _squares.AsSpan().Clear();
    }

    /// <summary>Numbers that counted.</summary>
    public long CountOf(int channel) => _counts[channel];

    /// <summary>The mean; 0 before anything counted.</summary>
    public double MeanOf(int channel) => _means[channel];

    /// <summary>The standard deviation of the numbers themselves (divided by n); 0 before anything counted.</summary>
    public double DeviationOf(int channel) => _counts[channel] == 0 ? 0 : Math.Sqrt(_squares[channel] / _counts[channel]);
}
