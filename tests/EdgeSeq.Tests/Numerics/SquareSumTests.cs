using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Tests.Numerics;

public sealed class SquareSumTests
{
    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e-15f)]
    [InlineData(1)]
    [InlineData(1e18f)]
    [InlineData(3e38f)]
    public void A_norm_is_right_at_any_size(float size)
    {
        float[] x = new float[1000];
        x.AsSpan().Fill(size);
        Assert.Equal(Math.Sqrt(1000) * size, SquareSum.Norm(x), 1e-4 * size);
    }

    [Fact]
    public void A_norm_of_ordinary_size_has_the_bits_of_the_kernel()
    {
        var random = new RandomGenerator(3);
        float[] x = [.. Enumerable.Range(0, 999).Select(_ => (float)random.NextNormal())];
        Assert.Equal((double)VectorMath.SumOfSquares(x), SquareSum.Of(x));
        Assert.Equal(0, SquareSum.Of([]));
        x[500] = float.NaN;
        Assert.Equal(double.NaN, SquareSum.Of(x));
        x[500] = float.NegativeInfinity;
        Assert.Equal(double.PositiveInfinity, SquareSum.Of(x));
    }
}
