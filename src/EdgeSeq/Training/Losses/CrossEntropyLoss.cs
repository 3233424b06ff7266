using EdgeSeq.Shapes;

namespace EdgeSeq.Losses;

/// <summary>
/// Cross-entropy of a softmax over logits, with what the loss of <see cref="Head.Softmax"/> lacks: weights, and label smoothing (C. Szegedy et al., "Rethinking the Inception
/// architecture", 2016), which gives a part of each target to all classes alike. PyTorch's <c>CrossEntropyLoss</c>.
/// </summary>
/// <remarks>Immutable: thread-safe.</remarks>
public sealed class CrossEntropyLoss : ClassLoss
{
    /// <summary>The part of a target that all classes share; at least 0, below 1. Default 0; 0.1 is usual.</summary>
    public float LabelSmoothing { get; init; }

    /// <inheritdoc/>
    protected internal override void Validate(ModelShape shape)
    {
        base.Validate(shape);
        Require.That(LabelSmoothing is >= 0 and < 1, LabelSmoothing, "it must be in [0, 1)");
    }

    /// <inheritdoc/>
    protected override double Of(ReadOnlySpan<float> logits, int target, double weight, Span<float> gradients)
    {
        double all = Softmax(logits, gradients), share = LabelSmoothing / logits.Length, loss = 0, mass = 0;
        for (int k = 0; k < logits.Length; k++)
        {
            double part = weight * WeightOf(k) * (share + (k == target ? 1 - LabelSmoothing : 0));
            mass += part;
            loss += part * (all - logits[k]);
        }

        for (int k = 0; k < logits.Length; k++)
        {
            double part = weight * WeightOf(k) * (share + (k == target ? 1 - LabelSmoothing : 0));
            gradients[k] = (float)((mass * gradients[k]) - part);
        }

        return loss;
    }
}
