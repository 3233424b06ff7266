namespace EdgeSeq.Training;

/// <summary>Exponential moving average (EMA): <c>mean += (1 - Decay) (w - mean)</c> after every update, from the weights of the first one on (Polyak and Juditsky 1992).</summary>
/// <param name="Decay">What is kept of the mean, 0 to below 1: about the last 1 / (1 - Decay) updates count.</param>
public sealed record ExponentialAverage(float Decay = 0.999f) : WeightAverage
{
    /// <inheritdoc/>
    internal override float ShareAfter(long updates) => updates == 1 ? 1 : 1 - Decay;

    /// <inheritdoc/>
    internal override bool HasBegun(long updates) => updates > 0;

    /// <inheritdoc/>
    internal override void Validate() => Require.That(Decay is >= 0 and < 1, Decay, "it must be in [0, 1)");
}
