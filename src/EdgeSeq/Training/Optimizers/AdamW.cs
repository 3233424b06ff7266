namespace EdgeSeq.Training;

/// <summary>Adam with decoupled weight decay, <c>w -= rate decay w</c> before the update: Loshchilov and Hutter (2019).</summary>
/// <remarks>Squares are floats: a gradient, after clipping, beyond ±2^63 (9.2e18) counts as ±2^63.</remarks>
public sealed record AdamW : Optimizer
{
    /// <summary>Decay of the mean of gradients, 0 to below 1.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>Decay of the mean of squared gradients, 0 to below 1.</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>Added to the root; positive.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>Weight decay, at least 0; biases decay too, unless a group says otherwise (<see cref="ParameterGroup"/>).</summary>
    public float Decay { get; init; } = 0.01f;

    /// <summary>Whether the largest mean square so far takes the place of the last one (AMSGrad: Reddi, Kale and Kumar 2018), which takes a third block of moments.</summary>
    public bool AmsGrad { get; init; }

    /// <inheritdoc/>
    internal override Optimizer WithDecay(float decay) => this with { Decay = decay };

    /// <inheritdoc/>
    internal override string Name => AdamRule.Name(nameof(AdamW), AmsGrad);

    /// <inheritdoc/>
    internal override int MomentBlocks => AdamRule.MomentBlocks(AmsGrad);

    /// <inheritdoc/>
    internal override bool SquaresGradients => true;

    /// <inheritdoc/>
    internal override void Validate()
    {
        AdamRule.Validate(Beta1, Beta2, Epsilon);
        ValidateDecay(Decay, nameof(Decay));
    }

    /// <inheritdoc/>
    internal override BetaPowers Advanced(BetaPowers powers) => powers.Advanced(Beta1, Beta2);

    /// <inheritdoc/>
    private protected override void ApplyRule(
        Span<float> weights, Span<float> gradients, Span<float> moments, int first, int end, float scale, float rate, BetaPowers powers) =>
        AdamRule.Apply(weights, gradients, moments, first, end, scale, rate, Beta1, Beta2, Epsilon, Decay, AmsGrad, powers);
}
