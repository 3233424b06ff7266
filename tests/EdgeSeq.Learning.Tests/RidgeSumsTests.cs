using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Learning.Tests;

public sealed class RidgeSumsTests
{
    [Theory]
    [InlineData(1, 3, 3)]
    [InlineData(1e38, 1e38, 1)]     // squares of 1e76
    [InlineData(1e-38, 1, 1e38)]
    public void Any_floats_can_be_summed(double x, double y, double weight)
    {
        RidgeSums sums = Line(x, y);
        sums.Solve(0);
        Assert.Equal(weight, sums.Weights[0], 1e-9 * weight);
        Assert.Equal(0, sums.Weights[1], 1e-9 * y);
    }

    [Fact]
    public void A_weight_that_no_float_holds_is_refused()
    {
        RidgeSums sums = Line(1e-30, 1e30);
        Assert.Contains("1E+60", Assert.Throws<InvalidOperationException>(() => sums.Solve(0)).Message, StringComparison.Ordinal);
        sums.Solve(1e-20);
    }

    private static RidgeSums Line(double x, double y)
    {
        var sums = new RidgeSums(1, 1, parts: 1);
        foreach (int sign in (int[])[1, -1])
        {
            sums.Add(0, [sign * x, 1], [sign * y]);
        }

        return sums;
    }
}
