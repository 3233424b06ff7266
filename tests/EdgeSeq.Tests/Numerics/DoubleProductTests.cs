using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Tests.Numerics;

public sealed class DoubleProductTests
{
    [Theory]
    [InlineData(4, 1, 8)]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 2)]
    [InlineData(9, 130, 37)]     // tiles and what they leave over, in two passes over k
    [InlineData(32, 7, 32)]
    public void Each_element_is_the_sum_in_ascending_order_onto_what_was_there(int rows, int depth, int columns)
    {
        double[] left = Numbers(rows * depth, 1), right = Numbers(depth * columns, 2), result = Numbers(rows * columns, 3);
        double[] expected = [.. result];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                for (int k = 0; k < depth; k++)
                {
                    expected[i * columns + j] += left[i * depth + k] * right[k * columns + j];
                }
            }
        }

        double[] transposed = new double[left.Length], other = [.. result];
        var view = new DoubleMatrix(left, rows, depth);
        view.CopyTo(new DoubleMatrix(transposed, depth, rows).Transposed);
        DoubleProduct.Add(view, new DoubleMatrix(right, depth, columns), new DoubleMatrix(result, rows, columns));
        DoubleProduct.Add(new DoubleMatrix(transposed, depth, rows).Transposed, new DoubleMatrix(right, depth, columns), new DoubleMatrix(other, rows, columns));
        Assert.Equal(expected, result);
        Assert.Equal(expected, other);
    }

    [Fact]
    public void Dot_sums_in_eight_lanes()
    {
        double[] a = Numbers(21, 4), b = Numbers(21, 5), lanes = new double[8];
        for (int i = 0; i < 16; i++)
        {
            lanes[i % 8] += a[i] * b[i];
        }

        double expected = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
        for (int i = 16; i < 21; i++)
        {
            expected += a[i] * b[i];
        }

        Assert.Equal(expected, DoubleRows.Dot(a, b));
        Assert.Equal(0, DoubleRows.Dot([], []));
    }

    private static double[] Numbers(int count, ulong seed)
    {
        var random = new RandomGenerator(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
    }
}
