namespace EdgeSeq.Models;

/// <summary>
/// Random orthonormal vectors: Gaussian vectors, orthogonalised by modified Gram-Schmidt in double. Its R has a positive
/// diagonal by construction, which is the sign correction that makes every orthogonal matrix equally likely
/// (Mezzadri 2007, "How to generate random matrices from the classical compact groups").
/// </summary>
internal static class OrthonormalVectors
{
    /// <summary>Draws <paramref name="count"/> vectors, one after the other.</summary>
    /// <param name="count">At most <paramref name="length"/>.</param>
    /// <param name="length">Elements of each vector.</param>
    /// <param name="random">Source of the normal numbers, <paramref name="length"/> a vector.</param>
    /// <returns>[count x length], row-major.</returns>
    public static double[] Create(int count, int length, RandomGenerator random)
    {
        double[] vectors = new double[(long)count * length];
        for (int i = 0; i < count; i++)
        {
            Span<double> vector = vectors.AsSpan(i * length, length);
            do
            {
                Draw(vector, random);
                for (int earlier = 0; earlier < i; earlier++)
                {
                    Remove(vectors.AsSpan(earlier * length, length), vector);
                }
            }
            while (!Normalize(vector));
        }

        return vectors;
    }

    private static void Draw(Span<double> vector, RandomGenerator random)
    {
        foreach (ref double element in vector)
        {
            element = random.NextNormal();
        }
    }

    private static void Remove(ReadOnlySpan<double> direction, Span<double> vector)
    {
        double projection = Dot(direction, vector);
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] -= projection * direction[i];
        }
    }

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
