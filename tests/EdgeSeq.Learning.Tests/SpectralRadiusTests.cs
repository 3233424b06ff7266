using EdgeSeq.Models;
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

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(220)]
    public void A_projection_has_the_radius_of_the_whole(int connections)
    {
        const int Size = 220;
        double[] matrix = SparseReservoir.Create(Size, connections / (double)Size, 1.25, new RandomGenerator((ulong)connections));
        double radius = Assert.NotNull(SpectralRadius.EstimateProjected(matrix, Size, Tolerance));
        Assert.Equal(SpectralRadius.Estimate(matrix, Size, Tolerance), radius, 10 * Tolerance);
        Assert.Equal(1.25, radius, 3e-6);
    }

    [Fact]
    public void A_space_that_cannot_grow_has_the_eigenvalues_of_what_it_began_with()
    {
        // Cycles of three: every vector comes back after three steps, to 0.512 of itself.
        const int Size = 150;
        double[] cycles = new double[Size * Size], stretched = new double[Size * Size];
        for (int i = 0; i < Size; i++)
        {
            cycles[i * Size + (i % 3 == 2 ? i - 2 : i + 1)] = 0.8;
            stretched[i * Size + i] = -1.5;
        }

        Assert.Equal(0.8, Assert.NotNull(SpectralRadius.EstimateProjected(cycles, Size, Tolerance)), 3 * Tolerance);
        Assert.Equal(1.5, Assert.NotNull(SpectralRadius.EstimateProjected(stretched, Size, Tolerance)), 3 * Tolerance);
        Assert.Equal(0, Assert.NotNull(SpectralRadius.EstimateProjected(new double[Size * Size], Size, Tolerance)));
    }

    [Fact]
    public void A_large_reservoir_reads_one_unit_each_or_many()
    {
        Assert.Equal(0.5, SpectralRadius.Estimate(SparseReservoir.Create(600, 0.001, 0.5, new RandomGenerator(1)), 600, 1e-6), 2e-6);
        Assert.Equal(0.5, SpectralRadius.Estimate(SparseReservoir.Create(520, 0.02, 0.5, new RandomGenerator(1)), 520, 1e-6), 2e-6);
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
