namespace EdgeSeq.Numerics;

/// <summary>
/// The spectral radius of a square matrix, the largest modulus of its eigenvalues, by Gelfand's formula
/// (I. Gelfand, "Normierte Ringe", 1941): <c>||A^n||^(1/n)</c> falls to it for n = 1, 2, 4, 8, ..., which takes one squaring each.
/// Power iteration would not do: it never settles where the largest eigenvalues are a complex pair, as they mostly are in
/// random matrices. Of a large matrix it is taken of a projection that has the same outermost eigenvalues.
/// </summary>
internal static class SpectralRadius
{
    /// <summary>Squarings at most. For a Jordan block of m units the error left by then is m ln(2^40) / 2^40.</summary>
    private const int MaxSquarings = 40;

    /// <summary>Estimates that must agree before the last one is believed: two may by accident.</summary>
    private const int Agreeing = 3;

    /// <summary>Larger matrices are first projected onto a Krylov space, unless they are no fuller than a permutation.</summary>
    private const int MostDirect = 512;

    /// <summary>Estimates the radius.</summary>
    /// <param name="matrix">[size x size], row-major, finite.</param>
    /// <param name="size">At least 1.</param>
    /// <param name="tolerance">Relative difference up to which successive estimates count as equal, above 0.</param>
    /// <returns>
    /// The radius, for a matrix with independent eigenvectors to about <paramref name="tolerance"/>; 0 if a power vanishes. Each squaring
    /// costs size^3 multiplications, and 1e-6 takes about two dozen; beyond 512 units it is those of a matrix of about 12 sqrt(size).
    /// </returns>
    public static double Estimate(double[] matrix, int size, double tolerance)
    {
        // The powers of a matrix with one element a row or column stay as sparse, and those that vanish do so exactly.
        bool isSparsest = matrix.Length - matrix.AsSpan().Count(0.0) <= size;
        return size > MostDirect && !isSparsest && EstimateProjected(matrix, size, tolerance) is double radius
            ? radius
            : Direct(matrix, size, tolerance, out _);
    }

    /// <summary>
    /// The radius of the matrix seen from a Krylov space, which is grown until eigenvectors that count have next to nothing beyond it.
    /// </summary>
    /// <returns>Null if that takes nearly the whole space.</returns>
    internal static double? EstimateProjected(double[] matrix, int size, double tolerance)
    {
        // Eigenvalues of random matrices fill a disc, and the outermost few sqrt(size) of them have to be told apart.
        int most = size * 3 / 4;
        var space = new ArnoldiProcess(matrix, size);
        for (int dimensions = Math.Min(most, 12 * (int)Math.Sqrt(size)); ; dimensions = Math.Min(most, dimensions * 5 / 4))
        {
            space.Extend(dimensions);
            double radius = Direct(space.Projected(), space.Dimensions, tolerance, out double share);

            // The residual of the leading eigenvectors, with room for eigenvalues that answer to it a few thousand times over.
            if (space.Beyond * share <= 1e-4 * tolerance * radius)
            {
                return radius;
            }

            if (dimensions >= most)
            {
                return null;
            }
        }
    }

    /// <param name="matrix">[size x size], row-major, finite.</param>
    /// <param name="size">At least 1.</param>
    /// <param name="tolerance">Relative.</param>
    /// <param name="lastShare">
    /// How much of the leading eigenvectors, which are all that is left of a high power, its last coordinate holds: 0 to 1.
    /// </param>
    private static double Direct(ReadOnlySpan<double> matrix, int size, double tolerance, out double lastShare)
    {
        double[] power = matrix.ToArray(), square = new double[matrix.Length];
        double radius = double.PositiveInfinity;
        double product = 1;
        lastShare = 0;
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
            lastShare = Norm(power.AsSpan((size - 1) * size));
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

    private static void Square(Span<double> a, Span<double> result, int size)
    {
        result.Clear();
        if (a.Length - a.Count(0.0) > a.Length / 8)
        {
            var matrix = new DoubleMatrix(a, size, size);
            DoubleProduct.Add(matrix, matrix, new DoubleMatrix(result, size, size));
            return;
        }

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
