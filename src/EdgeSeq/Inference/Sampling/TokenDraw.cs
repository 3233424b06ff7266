using System.Runtime.Intrinsics;
using EdgeSeq.Numerics;

namespace EdgeSeq.Inference;

/// <summary>
/// The token in whose stretch a point lies, the weights laid end to end in token order. The stretch is narrowed down to a block of 16
/// tokens, a quarter of it, and one token, since each addition waits for the one before.
/// </summary>
internal static class TokenDraw
{
    private const int Quarters = 4, Quarter = LaneTree.Lanes / Quarters;

    /// <summary>Draws a token.</summary>
    /// <param name="weights">A multiple of 16 floats from 0 on, not all 0.</param>
    /// <param name="total">Their sum, in 16 lanes that a fixed tree combines.</param>
    /// <param name="u">
    /// From 0 to below 1: the point as a part of the whole. Receives the point as a part of the token's own stretch, which is any number from
    /// 0 to below 1 again, whichever token it is.
    /// </param>
    public static int Draw(ReadOnlySpan<float> weights, float total, ref double u)
    {
        double point = u * total, reached = 0, end = 0;
        int first = 0;
        for (int next = 0; next < weights.Length && end <= point; next += LaneTree.Lanes)
        {
            float sum = LaneTree.Sum(Vector512.Create(weights.Slice(next, LaneTree.Lanes)));
            if (sum > 0)
            {
                (first, reached, end) = (next, end, end + sum);
            }
        }

        Span<float> sums = stackalloc float[Quarters];
        for (int quarter = 0; quarter < Quarters; quarter++)
        {
            sums[quarter] = LaneTree.Sum(Vector128.Create(weights.Slice(first + (quarter * Quarter), Quarter)));
        }

        first += Quarter * PartAt(point, sums, ref reached);
        int token = first + PartAt(point, weights.Slice(first, Quarter), ref reached);
        u = Math.Clamp((point - reached) / weights[token], 0, Math.BitDecrement(1.0));
        return token;
    }

    /// <summary>Which of four parts the point lies in. Without branches: where to stop would be a surprise to the processor.</summary>
    /// <param name="point">Not before <paramref name="reached"/>.</param>
    /// <param name="parts">Their weights.</param>
    /// <param name="reached">Where the first part begins; receives where the part begins that is returned.</param>
    private static int PartAt(double point, ReadOnlySpan<float> parts, ref double reached)
    {
        double begin = reached, end = reached;
        int before = 0;
        foreach (float part in parts)
        {
            end += part;
            before += end <= point ? 1 : 0;
            begin = end <= point ? end : begin;
        }

        if (before < parts.Length)
        {
            reached = begin;
            return before;
        }

        // Sums in other orders differ by roundings: the last part with a weight takes what is left over.
        int last = parts.LastIndexOfAnyExcept(0);
        reached = end - parts[last];
        return last;
    }
}
