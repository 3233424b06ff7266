using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// Rows of double-precision matrices. Every element is a sum of its own, a product rounded before it is added, so the width of the
/// vectors that run over a row changes no bit.
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

    /// <summary>target *= factor.</summary>
    public static void Scale(Span<double> target, double factor)
    {
        foreach (ref double element in target)
        {
            element *= factor;
        }
    }
}
