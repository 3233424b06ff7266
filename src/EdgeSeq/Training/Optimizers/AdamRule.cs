using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> share.</summary>
internal static class AdamRule
{
    /// <summary>Mean and square; of AMSGrad the largest square too.</summary>
    public static int MomentBlocks(bool amsGrad) => amsGrad ? 3 : 2;

    /// <summary>What a checkpoint calls the rule.</summary>
    public static string Name(string name, bool amsGrad) => amsGrad ? $"{name} with AMSGrad" : name;

    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static void Validate(float beta1, float beta2, float epsilon)
    {
        Require.That(beta1 is >= 0 and < 1, beta1, "it must be in [0, 1)", nameof(Adam.Beta1));
        Require.That(beta2 is >= 0 and < 1, beta2, "it must be in [0, 1)", nameof(Adam.Beta2));
        Require.That(epsilon > 0 && float.IsFinite(epsilon), epsilon, "it must be positive and finite", nameof(Adam.Epsilon));
    }

    /// <summary>A part of an update; see <see cref="Optimizer.Apply"/>.</summary>
    public static void Apply(
        Span<float> weights, Span<float> gradients, Span<float> moments, int first, int end, float scale, float rate,
        float beta1, float beta2, float epsilon, float decay, bool amsGrad, BetaPowers powers)
    {
        Span<float> mean = moments[..weights.Length], square = moments.Slice(weights.Length, weights.Length);
        if (amsGrad)
        {
            Span<float> largest = moments[(2 * weights.Length)..];
            VectorMath.AmsGrad(
                weights[first..end], gradients[first..end], mean[first..end], square[first..end], largest[first..end], scale, rate,
                beta1, beta2, powers.MeanCorrection, powers.RootCorrection, epsilon, decay);
            return;
        }

        VectorMath.Adam(
            weights[first..end], gradients[first..end], mean[first..end], square[first..end], scale, rate,
            beta1, beta2, powers.MeanCorrection, powers.RootCorrection, epsilon, decay);
    }
}
