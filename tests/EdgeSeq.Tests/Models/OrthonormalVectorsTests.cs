using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EdgeSeq.Models;
using Xunit;

namespace EdgeSeq.Tests.Models;

public sealed class OrthonormalVectorsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(32, 32)]
    [InlineData(33, 33)]    // one vector in a block of its own
    [InlineData(64, 100)]
    [InlineData(97, 97)]
    [InlineData(5, 200)]
    public void Vectors_are_those_of_Gram_Schmidt_one_by_one(int count, int length)
    {
        double[] blocked = OrthonormalVectors.Create(count, length, new RandomGenerator(6));
        double[] expected = OneByOne(count, length, new RandomGenerator(6));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], blocked[i], 1e-11);
        }

        // As floats next to none differ, so models begin as they did before there were blocks.
        Assert.InRange(expected.Zip(blocked).Count(pair => (float)pair.First != (float)pair.Second), 0, 1);
    }

    [Theory]
    [InlineData(70, 70)]
    [InlineData(40, 131)]
    public void They_are_orthonormal(int count, int length)
    {
        double[] vectors = OrthonormalVectors.Create(count, length, new RandomGenerator(9));
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double dot = 0;
                for (int k = 0; k < length; k++)
                {
                    dot += vectors[i * length + k] * vectors[j * length + k];
                }

                Assert.Equal(i == j ? 1 : 0, dot, 1e-12);
            }
        }
    }

    [Fact]
    public void No_vector_width_changes_a_bit()
    {
        double[] vectors = OrthonormalVectors.Create(77, 101, new RandomGenerator(11));
        Assert.Equal("8A0EB41902920BD8", Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<double>(vectors)))[..16]);
    }

    private static double[] OneByOne(int count, int length, RandomGenerator random)
    {
        double[] vectors = new double[count * length];
        for (int i = 0; i < count; i++)
        {
            Span<double> vector = vectors.AsSpan(i * length, length);
            foreach (ref double element in vector)
            {
                element = random.NextNormal();
            }

            for (int earlier = 0; earlier < i; earlier++)
            {
                Span<double> direction = vectors.AsSpan(earlier * length, length);
                double along = Dot(direction, vector);
                for (int k = 0; k < length; k++)
                {
                    vector[k] -= along * direction[k];
                }
            }

            double norm = Math.Sqrt(Dot(vector, vector));
            foreach (ref double element in vector)
            {
                element /= norm;
            }
        }

        return vectors;
    }

    private static double Dot(Span<double> a, Span<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
