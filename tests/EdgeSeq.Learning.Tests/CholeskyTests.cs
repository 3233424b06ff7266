using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Learning.Tests;

public sealed class CholeskyTests
{
    [Fact]
    public void Known_factors_are_found()
    {
        // R = [2 1 -1; 0 3 2; 0 0 1]; what lies below the diagonal is not looked at.
        double[] matrix = [4, 2, -2, double.NaN, 10, 5, double.NaN, double.NaN, 6];
        Assert.Equal(-1, Cholesky.Factor(matrix, 3));
        Assert.Equal([2.0, 1, -1, 3, 2, 1], [matrix[0], matrix[1], matrix[2], matrix[4], matrix[5], matrix[8]]);
        double[] right = [2, -2, 17, 27, 17, 23];   // A [x y] with x = (1, 2, 3), y = (-1, 1, 2)
        (right[0], right[2], right[4]) = (4 + 4 - 6, 2 + 20 + 15, -2 + 10 + 18);
        (right[1], right[3], right[5]) = (-4 + 2 - 4, -2 + 10 + 10, 2 + 5 + 12);
        Cholesky.Solve(matrix, 3, right, 2);
        double[] expected = [1, -1, 2, 1, 3, 2];
        Assert.All(right.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
    }

    [Fact]
    public void Any_system_is_solved()
    {
        const int Size = 37, Columns = 3;
        var random = new RandomGenerator(2);
        double[] x = [.. Enumerable.Range(0, Size * Size).Select(_ => random.NextNormal())];
        double[] matrix = new double[Size * Size], right = new double[Size * Columns];
        double[] truth = [.. Enumerable.Range(0, Size * Columns).Select(_ => random.NextNormal())];
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j < Size; j++)
            {
                matrix[i * Size + j] = Enumerable.Range(0, Size).Sum(k => x[k * Size + i] * x[k * Size + j]) + (i == j ? 1 : 0);
                for (int c = 0; c < Columns; c++)
                {
                    right[i * Columns + c] += matrix[i * Size + j] * truth[j * Columns + c];
                }
            }
        }

        Assert.Equal(-1, Cholesky.Factor(matrix, Size));
        Cholesky.Solve(matrix, Size, right, Columns);
        Assert.All(right.Zip(truth), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
    }

    [Theory]
    [InlineData(1, new[] { 1.0, 2, 2, 4 })]             // the second row is twice the first
    [InlineData(1, new[] { 1.0, 2, 2, 3 })]             // indefinite
    [InlineData(0, new[] { double.NaN, 0, 0, 1 })]
    [InlineData(0, new[] { 0.0, 0, 0, 1 })]
    [InlineData(1, new[] { 1.0, 0, 0, double.PositiveInfinity })]
    public void A_matrix_that_is_not_positive_definite_is_refused_at_its_row(int row, double[] matrix) =>
        Assert.Equal(row, Cholesky.Factor(matrix, 2));
}
