using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>Stochastic gradient descent with momentum: <c>v = momentum v + g; w -= rate v</c> (Polyak 1964, as PyTorch).</summary>
public sealed record Sgd : Optimizer
{
    /// <summary>0 (plain descent) to below 1.</summary>
    public float Momentum { get; init; }

    /// <inheritdoc/>
    internal override int MomentBlocks => 1;

    /// <inheritdoc/>
    internal override void Validate() => Require.That(Momentum is >= 0 and < 1, Momentum, "it must be in [0, 1)");

    /// <inheritdoc/>
    internal override void Apply(
        Span<float> weights, Span<float> gradients, Span<float> moments, int first, int end, float scale, float rate, BetaPowers powers) =>
        VectorMath.Sgd(weights[first..end], gradients[first..end], moments[first..end], scale, rate, Momentum);
}
