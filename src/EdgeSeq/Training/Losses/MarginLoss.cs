using EdgeSeq.Shapes;

namespace EdgeSeq.Losses;

/// <summary>
/// The hinge loss of several classes: what each other class lacks to be a margin behind the true one, as a mean over classes: <c>sum of max(0, margin - a of the target + a of k) / O</c>.
/// PyTorch's <c>MultiMarginLoss</c>. Outputs are scores, not logits.
/// </summary>
/// <remarks>Immutable: thread-safe.</remarks>
public sealed class MarginLoss : ClassLoss
{
    /// <summary>How far the true class should be ahead; positive and finite. Default 1.</summary>
    public float Margin { get; init; } = 1;

    /// <inheritdoc/>
    protected internal override void Validate(ModelShape shape)
    {
        base.Validate(shape);
        Require.That(Margin > 0 && float.IsFinite(Margin), Margin, "it must be positive and finite");
    }

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> logits, int target, double weight, Span<float> gradients)
    {
        double part = weight * WeightOf(target) / logits.Length, sum = 0, pull = 0;
        for (int k = 0; k < logits.Length; k++)
        {
            double lacks = (double)Margin - logits[target] + logits[k];
            if (k != target && lacks > 0)
            {
                sum += part * lacks;
                pull += part;
                gradients[k] = (float)part;
            }
        }

        gradients[target] = (float)-pull;
        return sum;
    }
}
