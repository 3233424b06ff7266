using EdgeSeq.Numerics;
using EdgeSeq.Shapes;

namespace EdgeSeq.Models;

/// <summary>
/// The bias of an output layer that says how often each output is true. Without one a model first learns these frequencies, and for classes that never
/// occur all weights move together, away from what the hidden states have in common: that drags at everything else the states say.
/// </summary>
internal static class OutputBias
{
    /// <summary>ln of a probability that teaches nothing: its gradients vanish beside the epsilon of Adam.</summary>
    public const float Rare = -30;

    /// <summary>
    /// Of a masked class. e^x of anything near it is exactly 0, whatever decays it. Not minus infinity, which decay of 0 would make a NaN.
    /// </summary>
    public const float Masked = -1e9f;

    private const float LeastMasked = -1e8f;

    /// <summary>The one bias over all outputs; null if the shape has none.</summary>
    public static ParameterInfo? Of(ModelShape shape)
    {
        ParameterInfo? found = null;
        foreach (ParameterInfo parameter in shape.Parameters)
        {
            if (parameter.Kind == ParameterKind.HeadBias && parameter.Columns == shape.Outputs && shape.Head is Head.Softmax or Head.Sigmoid)
            {
                found = parameter;
            }
        }

        return found;
    }

    /// <summary>The bias that says what was counted.</summary>
    /// <param name="head">Softmax or sigmoid.</param>
    /// <param name="count">How often the output was true.</param>
    /// <param name="targets">Of how many targets.</param>
    /// <param name="unseen">What classes without a count get.</param>
    public static float For(Head head, double count, double targets, UnseenClasses unseen) =>
        head == Head.Sigmoid ? VectorMath.Log((float)((count + 0.5) / (targets - count + 0.5)))   // half a yes and half a no more, so that none is certain
        : count > 0 ? Math.Max(Rare, VectorMath.Log((float)(count / targets)))
        : unseen == UnseenClasses.Masked ? Masked
        : Rare;

    /// <summary>Whether no bias was ever written: then a model is new, or has none.</summary>
    public static bool IsZero(ReadOnlySpan<float> parameters, ParameterInfo bias)
    {
        for (int j = 0; j < bias.Columns; j++)
        {
            if (parameters[bias.Layout.IndexOf(0, j)] != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a class is masked.</summary>
    public static bool IsMasked(float bias) => float.IsFinite(bias) && bias <= LeastMasked;
}
