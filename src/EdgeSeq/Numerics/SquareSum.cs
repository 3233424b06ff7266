namespace EdgeSeq.Numerics;

/// <summary>
/// Sums of squares of any finite floats. The kernels sum in single precision, where squares overflow from 1.8e19 on and vanish below
/// 1e-19; where a sum says that this may have happened, it is taken again in double, which holds the square of every float.
/// </summary>
internal static class SquareSum
{
    // Sums at least as large lose nothing that counts: squares that are subnormal lie 2^26 and more below them.
    private const float Least = 1 / (float)(1L << 50) / (1L << 50);

    /// <summary>The sum of squares; infinite or NaN only if an element is.</summary>
    public static double Of(ReadOnlySpan<float> x)
    {
        float sum = VectorMath.SumOfSquares(x);
        return sum >= Least && float.IsFinite(sum) ? sum : InDouble(x);
    }

    /// <summary>The Euclidean norm; infinite or NaN only if an element is.</summary>
    public static double Norm(ReadOnlySpan<float> x) => Math.Sqrt(Of(x));

    private static double InDouble(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float element in x)
        {
            sum += (double)element * element;
        }

        return sum;
    }
}
