using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>RMSProp: <c>s = smoothing s + (1 - smoothing) g^2; w -= rate g / (sqrt(s) + epsilon)</c> (Hinton 2012, lecture 6e).</summary>
/// <remarks>Squares are floats: a gradient, after clipping, beyond ±2^63 (9.2e18) counts as ±2^63.</remarks>
public sealed record RmsProp : Optimizer
{
    /// <summary>Share of the old mean square that is kept, 0 to below 1.</summary>
    public float Smoothing { get; init; } = 0.99f;

    /// <summary>Added to the root; positive.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>
    /// Coupled decay, at least 0: <c>L2 w</c> is added to the gradient of each weight behind the clipping, before its moments see it (PyTorch's
    /// <c>weight_decay</c> of this rule). Default 0.
    /// </summary>
    public float L2 { get; init; }

    /// <inheritdoc/>
    internal override float CoupledDecay => L2;

    /// <inheritdoc/>
    internal override Optimizer WithDecay(float decay) => this with { L2 = decay };

    /// <inheritdoc/>
    internal override int MomentBlocks => 1;

    /// <inheritdoc/>
    internal override bool SquaresGradients => true;

    /// <inheritdoc/>
    internal override void Validate()
    {
        Require.That(Smoothing is >= 0 and < 1, Smoothing, "it must be in [0, 1)");
        ValidateDecay(L2, nameof(L2));
        Require.That(Epsilon > 0 && float.IsFinite(Epsilon), Epsilon, "it must be positive and finite");
    }

    /// <inheritdoc/>
    private protected override void ApplyRule(
        Span<float> weights, Span<float> gradients, Span<float> moments, int first, int end, float scale, float rate, BetaPowers powers) =>
        VectorMath.RmsProp(weights[first..end], gradients[first..end], moments[first..end], scale, rate, Smoothing, Epsilon);
}
