using EdgeSeq.Inference;
using Xunit;

namespace EdgeSeq.Tests.Inference;

public sealed class TokenSelectorTests
{
    private const int Draws = 40_000;

    [Fact]
    public void Greedy_takes_the_highest_logit_and_of_equal_ones_the_lowest_token()
    {
        var greedy = new SamplerOptions { Temperature = 0 };
        Assert.Equal(2, Select(greedy, [0, 1, 3, 2]));
        Assert.Equal(1, Select(greedy, [0, 3, 3, 3]));
        Assert.Equal(1, Select(new SamplerOptions { TopK = 1 }, [0, 3, 3, 3]));
        Assert.Equal(3, Select(greedy with { BannedTokens = [1, 2] }, [0, 3, 3, 3]));
        Assert.Equal(1, Select(greedy, [float.NegativeInfinity, -5]));
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(1f)]
    [InlineData(2f)]
    public void Frequencies_are_the_softmax_of_logits_over_temperature(float temperature)
    {
        float[] logits = [0.3f, -1, 1.5f, 0, 0.7f];
        double[] weights = [.. logits.Select(l => Math.Exp(l / temperature))];
        AssertFrequencies(new SamplerOptions { Temperature = temperature }, logits, weights);
    }

    [Fact]
    public void Banned_tokens_are_never_drawn_and_the_others_share_their_part() =>
        AssertFrequencies(new SamplerOptions { BannedTokens = [2, 0, 2] }, [0, 1, 9, 2], [0, Math.E, 0, Math.E * Math.E]);

    [Fact]
    public void Top_k_keeps_the_k_most_likely_and_of_equal_ones_the_lowest_tokens() =>
        AssertFrequencies(new SamplerOptions { TopK = 3 }, [1, 0, 1, 2, 1], [1, 0, 1, Math.E, 0]);

    [Fact]
    public void Top_p_keeps_the_smallest_set_that_reaches_p() =>
        // Probabilities 0.5, 0.25, 0.125, 0.125: 0.6 needs two of them, 0.8 the first of the equal ones too.
        Assert.Multiple(
            () => AssertFrequencies(new SamplerOptions { TopP = 0.6f }, Powers(2, 1, 4, 1), [2, 0, 4, 0]),
            () => AssertFrequencies(new SamplerOptions { TopP = 0.8f }, Powers(2, 1, 4, 1), [2, 1, 4, 0]),
            () => AssertFrequencies(new SamplerOptions { TopP = 0.01f }, Powers(2, 1, 4, 1), [0, 0, 1, 0]));

    [Fact]
    public void Top_p_counts_what_top_k_has_left() =>
        // Of the three kept, 4 / 8, 2 / 8 and 2 / 8: 0.7 needs two of them. Among all six it would need three.
        AssertFrequencies(new SamplerOptions { TopK = 3, TopP = 0.7f }, Powers(2, 2, 4, 1, 1, 2), [2, 0, 4, 0, 0, 0]);

    [Fact]
    public void Min_p_keeps_what_is_at_least_so_many_times_as_likely_as_the_likeliest() =>
        Assert.Multiple(
            () => AssertFrequencies(new SamplerOptions { MinP = 0.4f }, Powers(2, 1, 4, 1), [2, 0, 4, 0]),
            () => AssertFrequencies(new SamplerOptions { MinP = 1 }, Powers(2, 1, 4, 1), [0, 0, 1, 0]),
            () => AssertFrequencies(new SamplerOptions { MinP = 0.4f, TopK = 3 }, Powers(2, 1, 4, 1), [2, 0, 4, 0]),
            () => AssertFrequencies(new SamplerOptions { MinP = 0.1f, TopK = 1 }, Powers(2, 1, 4, 1), [0, 0, 1, 0]),
            () => AssertFrequencies(new SamplerOptions { MinP = 0.9f, TopP = 0.9f, Temperature = 2 }, Powers(4, 1, 4, 1), [1, 0, 1, 0]));

    [Fact]
    public void Top_k_of_all_tokens_or_more_is_no_restriction()
    {
        var random = new RandomGenerator(1);
        var twin = new RandomGenerator(1);
        var all = new TokenSelector(4, new SamplerOptions());
        var many = new TokenSelector(4, new SamplerOptions { TopK = 9 });
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(Select(all, [0, 1, 2, 1], random), Select(many, [0, 1, 2, 1], twin));
        }
    }

    [Fact]
    public void The_lowest_temperature_is_as_good_as_greedy() =>
        Assert.Equal(2, Select(new SamplerOptions { Temperature = SamplerOptions.MinTemperature }, [-1e30f, 1e30f, 3e30f, 0]));

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void Logits_that_are_not_finite_are_refused(float temperature)
    {
        var options = new SamplerOptions { Temperature = temperature };
        Assert.Throws<InvalidOperationException>(() => Select(options, [0, float.NaN, 1]));
        Assert.Throws<InvalidOperationException>(() => Select(options, [0, float.PositiveInfinity, 1]));
        Assert.Throws<InvalidOperationException>(() => Select(options, [float.NegativeInfinity, float.NegativeInfinity]));
    }

    [Fact]
    public void Ranking_sorts_by_logit_and_then_by_token()
    {
        var random = new RandomGenerator(8);
        var ranking = new TokenRanking([.. Enumerable.Range(0, 257)]);
        for (int round = 0; round < 20; round++)
        {
            float[] logits = [.. Enumerable.Range(0, 257).Select(_ => (float)random.NextInt32(40))];
            ranking.Start(logits);
            int[] ranked = [.. Enumerable.Range(0, 257).Select(rank => ranking.TokenAt(rank, logits))];
            Assert.Equal(Enumerable.Range(0, 257).OrderByDescending(t => logits[t]).ThenBy(t => t), ranked);
        }
    }

    private static float[] Powers(params double[] weights) => [.. weights.Select(w => (float)Math.Log(w))];

    private static int Select(SamplerOptions options, float[] logits)
    {
        options.Validate(logits.Length);
        return Select(new TokenSelector(logits.Length, options), logits, new RandomGenerator());
    }

    private static int Select(TokenSelector selector, float[] logits, RandomGenerator random)
    {
        logits.CopyTo(selector.Logits);
        return selector.Select(random);
    }

    private static void AssertFrequencies(SamplerOptions options, float[] logits, double[] weights)
    {
        options.Validate(logits.Length);
        var selector = new TokenSelector(logits.Length, options);
        var random = new RandomGenerator(11);
        int[] counts = new int[logits.Length];
        for (int i = 0; i < Draws; i++)
        {
            counts[Select(selector, logits, random)]++;
        }

        double total = weights.Sum();
        for (int token = 0; token < logits.Length; token++)
        {
            Assert.Equal(weights[token] / total, counts[token] / (double)Draws, weights[token] == 0 ? 0 : 0.01);
        }
    }
}
