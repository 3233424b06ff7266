using EdgeSeq.Inference;
using EdgeSeq.Numerics;
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
            TokenFilter.KeepTopK(kept, k, near: weights[k]);
            AssertTold(weights, kept, token => TokenFilter.IsInTopK(weights, token, k));
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
            TokenFilter.KeepTopP(kept, p, near: weights[1]);
            AssertTold(weights, kept, token => TokenFilter.IsInTopP(weights, token, p));

            // Eighths and the like: no sum of them is rounded, so both know exactly when the share is reached.
            double wanted = p * weights.Sum(w => (double)w), reached = 0;
            AssertKept(weights, kept, Sorted(weights).TakeWhile(token => (reached += weights[token]) - weights[token] < wanted));
        }
    }

    [Fact]
    public void Sums_that_are_rounded_change_nothing_in_what_is_told()
    {
        var random = new RandomGenerator(3);
        for (int round = 0; round < 200; round++)
        {
            // Every weight several times, so that ties lie on the boundary.
            float[] weights = [.. Enumerable.Range(0, 48).Select(_ => VectorMath.Exp(-(float)random.NextInt32(12) * 0.77f))];
            float p = 0.02f + (0.97f * random.NextSingle());
            float[] kept = [.. weights];
            TokenFilter.KeepTopP(kept, p, near: weights[1]);
            AssertTold(weights, kept, token => TokenFilter.IsInTopP(weights, token, p));
        }
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

    /// <summary>Whether a token is kept can be told without filtering.</summary>
    private static void AssertTold(float[] weights, float[] kept, Func<int, bool> isKept)
    {
        foreach (int token in Enumerable.Range(0, weights.Length).Where(token => weights[token] > 0))
        {
            Assert.Equal(kept[token] > 0, isKept(token));
        }
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
