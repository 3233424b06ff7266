using EdgeSeq.Numerics;

namespace EdgeSeq.Models;

/// <summary>
/// Random orthonormal vectors: Gaussian vectors, orthogonalised by modified Gram-Schmidt in double. Its R has a positive
/// diagonal by construction, which is the sign correction that makes every orthogonal matrix equally likely
/// (Mezzadri 2007, "How to generate random matrices from the classical compact groups").
/// </summary>
/// <remarks>
/// By blocks (G. Golub, C. Van Loan, "Matrix Computations", section 5.2): a block of vectors loses what lies along each earlier block by two
/// matrix products, which is where nearly all of the count^2 x length x 2 operations are, and then its vectors are orthogonalised one by one.
/// </remarks>
internal static class OrthonormalVectors
{
    private const int BlockSize = 32;

    /// <summary>Draws <paramref name="count"/> vectors, one after the other.</summary>
    /// <param name="count">At most <paramref name="length"/>.</param>
    /// <param name="length">Elements of each vector.</param>
    /// <param name="random">Source of the normal numbers, <paramref name="length"/> a vector.</param>
    /// <returns>[count x length], row-major.</returns>
    public static double[] Create(int count, int length, RandomGenerator random)
    {
        double[] vectors = new double[(long)count * length];
        double[] columns = new double[count > BlockSize ? BlockSize * length : 0], projections = new double[BlockSize * BlockSize];
        for (int first = 0; first < count; first += BlockSize)
        {
            int size = Math.Min(BlockSize, count - first);
            Draw(vectors.AsSpan(first * length, size * length), random);
            RemoveEarlier(vectors, first, size, length, columns, projections);
            for (int i = first; i < first + size; i++)
            {
                Orthogonalize(vectors, i, Math.Min(first, i), length, random);
            }
        }

        return vectors;
    }

    /// <summary>Takes what lies along all earlier blocks from the vectors of one.</summary>
    private static void RemoveEarlier(double[] vectors, int first, int size, int length, double[] columns, double[] projections)
    {
        if (first == 0)
        {
            return;
        }

        // Transposed, so that both products run along rows.
        var block = new DoubleMatrix(vectors.AsSpan(first * length), size, length);
        var transposed = new DoubleMatrix(columns, length, size);
        block.CopyTo(transposed.Transposed);
        for (int earlier = 0; earlier < first; earlier += BlockSize)
        {
            var directions = new DoubleMatrix(vectors.AsSpan(earlier * length), BlockSize, length);
            var along = new DoubleMatrix(projections, BlockSize, size);
            Array.Clear(projections);
            DoubleProduct.Add(directions, transposed, along);
            DoubleRows.Scale(projections, -1);
            DoubleProduct.Add(directions.Transposed, along, transposed);
        }

        transposed.Transposed.CopyTo(block);
    }

    /// <summary>Makes vector i a unit vector at right angles to those from <paramref name="first"/> on; to all if it had to be drawn again.</summary>
    private static void Orthogonalize(double[] vectors, int i, int first, int length, RandomGenerator random)
    {
        Span<double> vector = vectors.AsSpan(i * length, length);
        RemoveAll(vectors, first, i, vector);
        while (!Normalize(vector))
        {
            Draw(vector, random);
            RemoveAll(vectors, 0, i, vector);
        }
    }

    private static void Draw(Span<double> vector, RandomGenerator random)
    {
        foreach (ref double element in vector)
        {
            element = random.NextNormal();
        }
    }

    private static void RemoveAll(double[] vectors, int first, int end, Span<double> vector)
    {
        for (int earlier = first; earlier < end; earlier++)
        {
            Remove(vectors.AsSpan(earlier * vector.Length, vector.Length), vector);
        }
    }

    private static void Remove(ReadOnlySpan<double> direction, Span<double> vector) =>
        DoubleRows.AddScaled(vector, -Dot(direction, vector), direction);

    /// <summary>False if next to nothing was left, where rounding would decide the direction (almost never).</summary>
    private static bool Normalize(Span<double> vector)
    {
        double length = Math.Sqrt(Dot(vector, vector));
        if (length < 1e-6)
        {
            return false;
        }

        foreach (ref double element in vector)
        {
            element /= length;
        }

        return true;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
