namespace EdgeSeq.Training;

/// <summary>Adam, with bias correction: Kingma and Ba (2015).</summary>
/// <remarks>Squares are floats: a gradient, after clipping, beyond ±2^63 (9.2e18) counts as ±2^63.</remarks>
public sealed record Adam : Optimizer
{
    /// <summary>Decay of the mean of gradients, 0 to below 1.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>Decay of the mean of squared gradients, 0 to below 1.</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>Added to the root; positive.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>Whether the largest mean square so far takes the place of the last one (AMSGrad: Reddi, Kale and Kumar 2018), which takes a third block of moments.</summary>
    public bool AmsGrad { get; init; }

    /// <summary>
    /// Coupled decay, at least 0: <c>L2 w</c> is added to the gradient of each weight behind the clipping, before its moments see it (PyTorch's
    /// <c>weight_decay</c> of this rule). Default 0. <see cref="AdamW"/> decays apart from the gradient.
    /// </summary>
    public float L2 { get; init; }

    /// <inheritdoc/>
    internal override float CoupledDecay => L2;

    /// <inheritdoc/>
    internal override Optimizer WithDecay(float decay) => this with { L2 = decay };

    /// <inheritdoc/>
    internal override string Name => AdamRule.Name(nameof(Adam), AmsGrad);

    /// <inheritdoc/>
    internal override int MomentBlocks => AdamRule.MomentBlocks(AmsGrad);

    /// <inheritdoc/>
    internal override bool SquaresGradients => true;

    /// <inheritdoc/>
    internal override void Validate()
    {
        AdamRule.Validate(Beta1, Beta2, Epsilon);
        ValidateDecay(L2, nameof(L2));
    }

    /// <inheritdoc/>
    internal override BetaPowers Advanced(BetaPowers powers) => powers.Advanced(Beta1, Beta2);

    /// <inheritdoc/>
    private protected override void ApplyRule(
        Span<float> weights, Span<float> gradients, Span<float> moments, int first, int end, float scale, float rate, BetaPowers powers) =>
        AdamRule.Apply(weights, gradients, moments, first, end, scale, rate, Beta1, Beta2, Epsilon, decay: 0, AmsGrad, powers);
}
