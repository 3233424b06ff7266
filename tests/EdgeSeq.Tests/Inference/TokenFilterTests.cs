using EdgeSeq.Inference;
using Xunit;

namespace EdgeSeq.Tests.Inference;

/// <summary>The filters beside their definitions, which sort.</summary>
public sealed class TokenFilterTests
{
    [Theory]
    [InlineData(16, 5)]
    [InlineData(96, 40)]
    [InlineData(112, 1000)]
    [InlineData(256, 3)]
    public void Top_k_keeps_what_sorting_keeps(int length, int levels)
    {
        foreach (int k in new[] { 1, 2, 7, length / 2, length - 1 })
        {
            float[] weights = Weights(length, levels, seed: k);
            float[] kept = [.. weights];
            TokenFilter.KeepTopK(kept, k);
            AssertKept(weights, kept, Sorted(weights).Take(k));
        }
    }

    [Theory]
    [InlineData(16, 5)]
    [InlineData(96, 40)]
    [InlineData(112, 1000)]
    [InlineData(256, 3)]
    public void Top_p_keeps_what_sorting_keeps(int length, int levels)
    {
        foreach (float p in new[] { 0.001f, 0.3f, 0.5f, 0.77f, 0.95f })
        {
            float[] weights = Weights(length, levels, seed: length);
            float[] kept = [.. weights];
            TokenFilter.KeepTopP(kept, p);

            // Eighths and the like: no sum of them is rounded, so both know exactly when the share is reached.
            double wanted = p * weights.Sum(w => (double)w), reached = 0;
            AssertKept(weights, kept, Sorted(weights).TakeWhile(token => (reached += weights[token]) - weights[token] < wanted));
        }
    }

    [Fact]
    public void A_point_of_the_whole_draws_the_token_in_whose_stretch_it_lies()
    {
        float[] weights = new float[48];
        (weights[3], weights[20], weights[21], weights[40]) = (1, 0.5f, 0.25f, 0.25f);
        Assert.Equal(3, TokenFilter.Draw(weights, 0));
        Assert.Equal(3, TokenFilter.Draw(weights, 0.49));
        Assert.Equal(20, TokenFilter.Draw(weights, 0.5));
        Assert.Equal(21, TokenFilter.Draw(weights, 0.75));
        Assert.Equal(40, TokenFilter.Draw(weights, 0.875));
        Assert.Equal(40, TokenFilter.Draw(weights, Math.BitDecrement(1.0)));
    }

    [Fact]
    public void What_roundings_leave_over_belongs_to_the_last_token_with_a_weight()
    {
        // Lane by lane the whole is 1 + 2^-23; token by token it ends a quarter of that below.
        float[] weights = new float[48];
        (weights[0], weights[16], weights[17]) = (1, MathF.ScaleB(0.75f, -23), MathF.ScaleB(1, -40));
        Assert.Equal(17, TokenFilter.Draw(weights, Math.BitDecrement(1.0)));
    }

    private static IEnumerable<int> Sorted(float[] weights) =>
        Enumerable.Range(0, weights.Length).OrderByDescending(token => weights[token]).ThenBy(token => token);

    private static void AssertKept(float[] weights, float[] kept, IEnumerable<int> tokens)
    {
        float[] expected = new float[weights.Length];
        foreach (int token in tokens)
        {
            expected[token] = weights[token];
        }

        Assert.Equal(expected, kept);
    }

    /// <summary>Multiples of 2^-13 from 0 to 1, many of them equal if there are few levels; the highest is 1.</summary>
    private static float[] Weights(int length, int levels, int seed)
    {
        var random = new RandomGenerator((ulong)seed);
        float[] weights = [.. Enumerable.Range(0, length).Select(_ => MathF.Floor(random.NextInt32(levels) * 8192f / levels) / 8192)];
        weights[length / 3] = 1;
        return weights;
    }

}
