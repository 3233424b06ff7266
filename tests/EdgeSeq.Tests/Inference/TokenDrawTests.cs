using EdgeSeq.Inference;
using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Tests.Inference;

public sealed class TokenDrawTests
{
    [Fact]
    public void A_point_of_the_whole_draws_the_token_in_whose_stretch_it_lies()
    {
        float[] weights = new float[48];
        (weights[3], weights[20], weights[21], weights[40]) = (1, 0.5f, 0.25f, 0.25f);
        AssertDrawn(3, 0, weights, 0);
        AssertDrawn(3, 0.98, weights, 0.49);
        AssertDrawn(20, 0, weights, 0.5);
        AssertDrawn(20, 0.75, weights, 0.6875);
        AssertDrawn(21, 0, weights, 0.75);
        AssertDrawn(40, 0, weights, 0.875);
        AssertDrawn(40, Math.BitDecrement(1.0), weights, Math.BitDecrement(1.0));
    }

    [Fact]
    public void What_roundings_leave_over_belongs_to_the_last_token_with_a_weight()
    {
        // Lane by lane the whole is 1 + 2^-23; token by token it ends a quarter of that below.
        float[] weights = new float[48];
        (weights[0], weights[16], weights[17]) = (1, MathF.ScaleB(0.75f, -23), MathF.ScaleB(1, -40));
        AssertDrawn(17, Math.BitDecrement(1.0), weights, Math.BitDecrement(1.0));
    }

    [Fact]
    public void Every_token_has_its_stretch_and_what_is_left_of_the_number_is_the_place_within()
    {
        var random = new RandomGenerator(5);
        foreach (int length in new[] { 16, 96, 272 })
        {
            // Multiples of 2^-10, of which a quarter is 0: no sum is rounded.
            float[] weights = [.. Enumerable.Range(0, length).Select(_ => Math.Max(0, random.NextInt32(64) - 16) / 1024f)];
            double total = weights.Sum(w => (double)w), begin = 0;
            for (int token = 0; token < length; begin += weights[token], token++)
            {
                foreach (double place in weights[token] > 0 ? new[] { 0.001, 0.5, 0.999 } : [])
                {
                    double u = (begin + (place * weights[token])) / total;
                    Assert.Equal(token, TokenDraw.Draw(weights, (float)total, ref u));
                    Assert.Equal(place, u, 1e-8);
                }
            }
        }
    }

    private static void AssertDrawn(int token, double left, float[] weights, double u)
    {
        Assert.Equal(token, TokenDraw.Draw(weights, VectorMath.SumAtLeast(weights, 0), ref u));
        Assert.Equal(left, u, 1e-12);
    }
}
