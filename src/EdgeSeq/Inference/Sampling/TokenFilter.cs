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
    public static void KeepTopK(Span<float> weights, int k)
    {
        // At least k weights reach the low end, fewer the high end.
        int low = 0, high = BeyondOne;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
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

    /// <summary>Top-p: the smallest set of most likely tokens that has the share <paramref name="p"/> of the sum of weights.</summary>
    public static void KeepTopP(Span<float> weights, float p)
    {
        double wanted = p * (double)VectorMath.SumAtLeast(weights, 0);
        int low = 0, high = BeyondOne;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
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

    /// <summary>The token in whose stretch the point <paramref name="u"/> of the whole lies, the weights laid end to end in token order.</summary>
    /// <param name="weights">Not all 0.</param>
    /// <param name="u">From 0 to below 1.</param>
    public static int Draw(ReadOnlySpan<float> weights, double u)
    {
        double point = u * VectorMath.SumAtLeast(weights, 0), reached = 0, end = 0;
        int first = 0;
        for (int next = 0; next < weights.Length && end <= point; next += LaneTree.Lanes)
        {
            float sum = VectorMath.SumAtLeast(weights.Slice(next, LaneTree.Lanes), 0);
            if (sum > 0)
            {
                (first, reached, end) = (next, end, end + sum);
            }
        }

        // To the end of the block: where to stop would be a surprise to the processor.
        ReadOnlySpan<float> block = weights.Slice(first, LaneTree.Lanes);
        int before = 0;
        foreach (float weight in block)
        {
            reached += weight;
            before += reached <= point ? 1 : 0;
        }

        // Sums in other orders differ by roundings: the last token with a weight takes what is left over.
        return first + (before < block.Length ? before : block.LastIndexOfAnyExcept(0));
    }
}
