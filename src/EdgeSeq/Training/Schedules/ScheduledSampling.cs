namespace EdgeSeq.Training;

/// <summary>
/// How often a decoder reads its own choice while it learns, instead of the target's token before (scheduled sampling: Bengio, Vinyals, Jaitly and Shazeer 2015), as it will have to
/// when it writes by itself. The share rises linearly from 0 to <see cref="Rate"/>, or as a type of your own says that derives from this one.
/// </summary>
/// <param name="Rate">The last share of tokens that are the decoder's own, 0 to 1.</param>
/// <remarks>Immutable: thread-safe.</remarks>
public record ScheduledSampling(float Rate)
{
    /// <summary>Updates before the share begins to rise; at least 0, the default.</summary>
    public long Start { get; init; }

    /// <summary>Updates that the share takes to rise; at least 0. Of 0, the default, it is <see cref="Rate"/> from <see cref="Start"/> on.</summary>
    public long Steps { get; init; }

    /// <summary>Whether choices are drawn by their probabilities, as in the paper; false, the default, for the likeliest token.</summary>
    public bool Draws { get; init; }

    /// <summary>Which tokens are the decoder's own, and what it draws; the same seed gives the same. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>The share of one update. An implementation must give the same bits everywhere: + - * / and sqrt only.</summary>
    /// <param name="step">Updates applied so far; 0 for the first.</param>
    /// <returns>0 to 1.</returns>
    public virtual float RateAt(long step) => step < Start ? 0
        : step - Start >= Steps ? Rate
        : (float)((double)Rate * (step - Start) / Steps);

    /// <summary>Checks the properties.</summary>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    internal void Validate()
    {
        Require.That(Rate is >= 0 and <= 1, Rate, "it is a share of tokens, 0 to 1");
        Require.That(Start >= 0, Start, "it must be at least 0");
        Require.That(Steps >= 0, Steps, "it must be at least 0");
    }
}
