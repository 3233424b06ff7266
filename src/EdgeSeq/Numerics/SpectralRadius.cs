namespace EdgeSeq.Numerics;

/// <summary>
/// The spectral radius of a square matrix, the largest modulus of its eigenvalues, by Gelfand's formula
/// (I. Gelfand, "Normierte Ringe", 1941): <c>||A^n||^(1/n)</c> falls to it for n = 1, 2, 4, 8, ..., which takes one squaring each.
/// Power iteration would not do: it never settles where the largest eigenvalues are a complex pair, as they mostly are in
/// random matrices.
/// </summary>
internal static class SpectralRadius
{
    /// <summary>Squarings at most. For a Jordan block of m units the error left by then is m ln(2^40) / 2^40.</summary>
    private const int MaxSquarings = 40;

    /// <summary>Estimates that must agree before the last one is believed: two may by accident.</summary>
    private const int Agreeing = 3;

    /// <summary>Estimates the radius.</summary>
    /// <param name="matrix">[size x size], row-major, finite.</param>
    /// <param name="size">At least 1.</param>
    /// <param name="tolerance">Relative difference up to which successive estimates count as equal, above 0.</param>
    /// <returns>
    /// The radius, for a matrix with independent eigenvectors to about <paramref name="tolerance"/>; 0 if a power vanishes. Each squaring
    /// costs size^3 multiplications, and 1e-6 takes about two dozen.
    /// </returns>
    public static double Estimate(ReadOnlySpan<double> matrix, int size, double tolerance)
    {
        double[] power = matrix.ToArray(), square = new double[matrix.Length];
        double radius = double.PositiveInfinity;
        double product = 1;
        for (int squaring = 0, agreed = 1; squaring <= MaxSquarings && agreed < Agreeing; squaring++)
        {
            // Rescaled to norm 1 each time, the powers cannot overflow: ||A^(2^k)||^(1/2^k) is the product of s_i^(1/2^i).
            double norm = Norm(power);
            if (norm == 0)
            {
                return 0;
            }

            product *= Root(norm, squaring);
            agreed = Math.Abs(product - radius) <= tolerance * product ? agreed + 1 : 1;
            radius = product;
            DoubleRows.Scale(power, 1 / norm);
            Square(power, square, size);
            (power, square) = (square, power);
        }

        return radius;
    }

    /// <summary>x^(1/2^times).</summary>
    private static double Root(double x, int times)
    {
        for (int i = 0; i < times; i++)
        {
            x = Math.Sqrt(x);
        }

        return x;
    }

    private static void Square(ReadOnlySpan<double> a, Span<double> result, int size)
    {
        result.Clear();
        for (int i = 0; i < size; i++)
        {
            for (int k = 0; k < size; k++)
            {
                // Reservoirs are sparse, and so are their first powers.
                if (a[i * size + k] != 0)
                {
                    DoubleRows.AddScaled(result.Slice(i * size, size), a[i * size + k], a.Slice(k * size, size));
                }
            }
        }
    }

    /// <summary>The Frobenius norm, of elements whose squares may overflow or vanish.</summary>
    private static double Norm(ReadOnlySpan<double> a)
    {
        double largest = 0, sum = 0;
        foreach (double element in a)
        {
            largest = Math.Max(largest, Math.Abs(element));
        }

        if (largest == 0)
        {
            return 0;
        }

        foreach (double element in a)
        {
            sum += element / largest * (element / largest);
        }

        return largest * Math.Sqrt(sum);
    }
}
