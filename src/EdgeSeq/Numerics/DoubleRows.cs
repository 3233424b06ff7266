using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeSeq.Numerics;

/// <summary>
/// Rows of double-precision matrices. A product is rounded before it is added, and which sums are taken does not depend on the width of
/// the vectors that run over a row, so it changes no bit.
/// </summary>
internal static class DoubleRows
{
    /// <summary>target += factor * source.</summary>
    /// <param name="target">As long as <paramref name="source"/>.</param>
    /// <param name="factor">Any number.</param>
    /// <param name="source">Read only; may not overlap the target partly.</param>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        Span<Vector<double>> sums = MemoryMarshal.Cast<double, Vector<double>>(target);
        ReadOnlySpan<Vector<double>> terms = MemoryMarshal.Cast<double, Vector<double>>(source);
        var factors = new Vector<double>(factor);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += factors * terms[i];
        }

        for (int i = sums.Length * Vector<double>.Count; i < target.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }

    /// <summary>The sum of products, in eight lanes that a fixed tree combines; what is left over comes last.</summary>
    /// <param name="a">As long as <paramref name="b"/>.</param>
    /// <param name="b">The other.</param>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector256<double> low = default, high = default;
        int i = 0;
        for (; i + 8 <= a.Length; i += 8)
        {
            low += Vector256.Create(a[i..]) * Vector256.Create(b[i..]);
            high += Vector256.Create(a[(i + 4)..]) * Vector256.Create(b[(i + 4)..]);
        }

        low += high;
        double sum = (low[0] + low[2]) + (low[1] + low[3]);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>target *= factor.</summary>
    public static void Scale(Span<double> target, double factor)
    {
        foreach (ref double element in target)
        {
            element *= factor;
        }
    }
}
