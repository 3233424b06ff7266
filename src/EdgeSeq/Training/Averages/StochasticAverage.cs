namespace EdgeSeq.Training;

/// <summary>Stochastic weight averaging (SWA): the plain mean of the weights after update <paramref name="Start"/> and every <paramref name="Every"/>-th one behind it (Izmailov et al. 2018).</summary>
/// <param name="Start">The first update that counts, at least 1: three quarters of a run, with a rate that stays high from there on.</param>
/// <param name="Every">Updates from one to the next, at least 1; an epoch's in the paper.</param>
public sealed record StochasticAverage(long Start, long Every = 1) : WeightAverage
{
    /// <inheritdoc/>
    internal override float ShareAfter(long updates) => updates < Start || (updates - Start) % Every != 0 ? 0 : 1 / (float)(((updates - Start) / Every) + 1);

    /// <inheritdoc/>
    internal override bool HasBegun(long updates) => updates >= Start;

    /// <inheritdoc/>
    internal override void Validate()
    {
        Require.That(Start >= 1, Start, "it must be at least 1");
        Require.That(Every >= 1, Every, "it must be at least 1");
    }
}
