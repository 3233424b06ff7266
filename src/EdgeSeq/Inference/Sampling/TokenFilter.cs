using System.Runtime.Intrinsics;
using EdgeSeq.Numerics;

namespace EdgeSeq.Inference;

/// <summary>
/// Keeps the likely tokens: sets the weights of the others to 0. Weights are <c>e^((logit - highest) / temperature)</c>, from 0 to 1,
/// padded with zeros to a multiple of 16. Nothing is sorted: what is sought is the least weight that is kept. Of equal weights the
/// lower tokens go first.
/// </summary>
/// <remarks>
/// The bits of floats from 0 to 1 are in the order of their values, so bisecting them finds any weight in 30 passes over the vectors.
/// </remarks>
internal static class TokenFilter
{
    private static readonly int BeyondOne = BitConverter.SingleToInt32Bits(1) + 1;

    /// <summary>Top-k: the <paramref name="k"/> most likely.</summary>
    /// <param name="weights">Not all 0.</param>
    /// <param name="k">From 1 to below the number of weights above 0.</param>
    /// <param name="near">Where to look first, from 0 to 1: whatever it is, the same weights are kept.</param>
    public static void KeepTopK(Span<float> weights, int k, float near)
    {
        // At least k weights reach the low end, fewer the high end.
        int low = 0, high = BeyondOne, middle = BitConverter.SingleToInt32Bits(near);
        for (; high - low > 1; middle = (low + high) / 2)
        {
            int count = VectorMath.CountAtLeast(weights, BitConverter.Int32BitsToSingle(middle));
            if (count == k)
            {
                KeepAtLeast(weights, BitConverter.Int32BitsToSingle(middle));
                return;
            }

            int isTooMany = (k - count) >> 31;   // all bits, or none: which half goes on cannot be predicted, so nothing branches on it
            low += (middle - low) & isTooMany;
            high -= (high - middle) & ~isTooMany;
        }

        int left = k - VectorMath.CountAtLeast(weights, BitConverter.Int32BitsToSingle(high));
        float least = BitConverter.Int32BitsToSingle(low);
        foreach (ref float weight in weights)
        {
            if (weight < least || (weight == least && left-- <= 0))
            {
                weight = 0;
            }
        }
    }

    /// <summary>Whether <see cref="KeepTopK"/> keeps a token: fewer than <paramref name="k"/> go first.</summary>
    public static bool IsInTopK(ReadOnlySpan<float> weights, int token, int k)
    {
        int notBefore = VectorMath.CountAtLeast(weights, weights[token]);
        return notBefore <= k || notBefore - weights[token..].Count(weights[token]) < k;
    }

    /// <summary>Top-p: the smallest set of most likely tokens that has the share <paramref name="p"/> of the sum of weights.</summary>
    /// <param name="weights">Not all 0.</param>
    /// <param name="p">Above 0 and below 1.</param>
    /// <param name="near">As for <see cref="KeepTopK"/>.</param>
    public static void KeepTopP(Span<float> weights, float p, float near)
    {
        double wanted = p * (double)VectorMath.SumAtLeast(weights, 0);
        int low = 0, high = BeyondOne, middle = BitConverter.SingleToInt32Bits(near);
        for (; high - low > 1; middle = (low + high) / 2)
        {
            (low, high) = VectorMath.SumAtLeast(weights, BitConverter.Int32BitsToSingle(middle)) >= wanted ? (middle, high) : (low, middle);
        }

        double reached = VectorMath.SumAtLeast(weights, BitConverter.Int32BitsToSingle(high));
        float least = BitConverter.Int32BitsToSingle(low);
        foreach (ref float weight in weights)
        {
            if (weight < least || (weight == least && reached >= wanted))
            {
                weight = 0;
            }
            else if (weight == least)
            {
                reached += weight;
            }
        }
    }

    /// <summary>Whether <see cref="KeepTopP"/> keeps a token: those that go first have less than the share.</summary>
    public static bool IsInTopP(ReadOnlySpan<float> weights, int token, float p)
    {
        float weight = weights[token];
        double wanted = p * (double)VectorMath.SumAtLeast(weights, 0), reached = VectorMath.SumAtLeast(weights, weight);
        if (reached < wanted)
        {
            return true;
        }

        reached = VectorMath.SumAtLeast(weights, float.BitIncrement(weight));
        for (int others = weights[..token].Count(weight); others > 0 && reached < wanted; others--)
        {
            reached += weight;
        }

        return reached < wanted;
    }

    /// <summary>Min-p: those at least <paramref name="least"/> times as likely as the likeliest, whose weight is e^0 = 1.</summary>
    public static void KeepAtLeast(Span<float> weights, float least)
    {
        // In vectors because the outcome of each comparison is a surprise to the processor.
        var limit = Vector256.Create(least);
        for (int i = 0; i < weights.Length; i += Vector256<float>.Count)
        {
            Span<float> part = weights.Slice(i, Vector256<float>.Count);
            var values = Vector256.Create<float>(part);
            Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(values, limit), values, Vector256<float>.Zero).CopyTo(part);
        }
    }
}
