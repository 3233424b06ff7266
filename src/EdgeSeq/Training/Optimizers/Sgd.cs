using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>Stochastic gradient descent with momentum: <c>v = momentum v + g; w -= rate v</c> (Polyak 1964, as PyTorch).</summary>
public sealed record Sgd : Optimizer
{
    /// <summary>0 (plain descent) to below 1.</summary>
    public float Momentum { get; init; }

    /// <summary>Whether the gradient is looked at where the momentum leads: <c>w -= rate (g + momentum v)</c> (Nesterov 1983, as PyTorch). Needs a momentum.</summary>
    public bool Nesterov { get; init; }

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
    internal override void Validate()
    {
        Require.That(Momentum is >= 0 and < 1, Momentum, "it must be in [0, 1)");
        Require.That(Momentum > 0 || !Nesterov, Momentum, "Nesterov needs a momentum above 0");
        ValidateDecay(L2, nameof(L2));
    }

    /// <inheritdoc/>
    private protected override void ApplyRule(
        Span<float> weights, Span<float> gradients, Span<float> moments, int first, int end, float scale, float rate, BetaPowers powers)
    {
        if (Nesterov)
        {
            VectorMath.Nesterov(weights[first..end], gradients[first..end], moments[first..end], scale, rate, Momentum);
            return;
        }

        VectorMath.Sgd(weights[first..end], gradients[first..end], moments[first..end], scale, rate, Momentum);
    }
}
