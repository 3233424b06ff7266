using EdgeSeq.Numerics;
using EdgeSeq.Shapes;

namespace EdgeSeq.Losses;

/// <summary>
/// Cross-entropy that passes over what is easy (T.-Y. Lin et al., "Focal loss for dense object detection", 2017): <c>-(1 - p)^gamma ln p</c> of the true class. For
/// classes that are rare among many easy ones.
/// </summary>
/// <remarks>Immutable: thread-safe.</remarks>
public sealed class FocalLoss : ClassLoss
{
    /// <summary>How soon targets count as easy; at least 0, where it is cross-entropy, and finite. Default 2.</summary>
    public float Gamma { get; init; } = 2;

    /// <inheritdoc/>
    protected internal override void Validate(ModelShape shape)
    {
        base.Validate(shape);
        Require.That(Gamma >= 0 && float.IsFinite(Gamma), Gamma, "it must be at least 0 and finite");
    }

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> logits, int target, double weight, Span<float> gradients)
    {
        double all = Softmax(logits, gradients), logarithm = logits[target] - all, p = gradients[target], others = 0;
        for (int k = 0; k < logits.Length; k++)
        {
            others += k == target ? 0 : gradients[k];
        }

        // d loss / d logit k = slope (1 if k is the target - p of k), with slope = p d loss / d p.
        weight *= WeightOf(target);
        double focus = Gamma == 0 ? weight : others == 0 ? 0 : weight * VectorMath.Exp(Gamma * VectorMath.Log((float)others));
        double slope = others == 0 ? -focus : focus * ((Gamma * p * logarithm / others) - 1);
        for (int k = 0; k < logits.Length; k++)
        {
            gradients[k] = (float)(slope * (k == target ? others : -gradients[k]));
        }

        return -focus * logarithm;
    }
}
