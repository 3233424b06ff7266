using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Learning.Tests;

public sealed class SpectralRadiusTests
{
    private const double Tolerance = 1e-7;

    [Fact]
    public void A_complex_pair_is_found_where_power_iteration_would_never_settle()
    {
        // A turn by about 57 degrees, stretched by 1.7, in skewed coordinates: S R S^-1 with S = [1 3; 0 1].
        double c = 1.7 * Math.Cos(1), s = 1.7 * Math.Sin(1);
        AssertRadius(1.7, [c + 3 * s, -3 * (c + 3 * s) - s + 3 * c, s, c - 3 * s]);
    }

    [Fact]
    public void A_diagonal_matrix_has_the_largest_modulus_on_it() => AssertRadius(2.5, [0.5, 0, 0, 0, -2.5, 0, 0, 0, 2.4]);

    [Fact]
    public void A_cycle_turns_all_its_eigenvalues_alike() => AssertRadius(0.3, [0, 0.3, 0, 0, 0, 0.3, 0.3, 0, 0]);

    [Fact]
    public void A_nilpotent_matrix_has_none() => Assert.Equal(0, SpectralRadius.Estimate([0, 5, 7, 0, 0, -3, 0, 0, 0], 3, Tolerance));

    [Fact]
    public void A_Jordan_block_falls_slowly_but_gets_there()
    {
        // Its powers grow as n^2 times the radius^n: one estimate after another differs little long before it is right.
        double[] block = [0.8, 1, 0, 0, 0.8, 1, 0, 0, 0.8];
        Assert.Equal(0.8, SpectralRadius.Estimate(block, 3, Tolerance), 20 * Tolerance);
    }

    [Theory]
    [InlineData(1e-200)]
    [InlineData(1e200)]
    public void Powers_neither_overflow_nor_vanish(double scale) =>
        Assert.Equal(3, SpectralRadius.Estimate([3 * scale, 0, 1 * scale, 2 * scale], 2, Tolerance) / scale, 1e-5);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void A_product_of_random_matrices_has_the_radius_of_the_product_turned_round(int size)
    {
        // AB and BA have the same eigenvalues, and nothing else in common.
        var random = new RandomGenerator(5);
        double[] a = Random(size, random), b = Random(size, random);
        double ab = SpectralRadius.Estimate(Product(a, b, size), size, Tolerance);
        Assert.Equal(ab, SpectralRadius.Estimate(Product(b, a, size), size, Tolerance), 1e-5 * ab);
    }

    private static void AssertRadius(double expected, double[] matrix) =>
        Assert.Equal(expected, SpectralRadius.Estimate(matrix, (int)Math.Sqrt(matrix.Length), Tolerance), 3 * Tolerance * expected);

    private static double[] Random(int size, RandomGenerator random) =>
        [.. Enumerable.Range(0, size * size).Select(_ => random.NextNormal())];

    private static double[] Product(double[] a, double[] b, int size) =>
    [
        .. from i in Enumerable.Range(0, size)
           from j in Enumerable.Range(0, size)
           select Enumerable.Range(0, size).Sum(k => a[i * size + k] * b[k * size + j]),
    ];
}
