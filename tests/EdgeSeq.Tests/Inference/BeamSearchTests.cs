using EdgeSeq.Tests.Doubles;
using Xunit;

namespace EdgeSeq.Tests.Inference;

[Collection(Alone.Name)]
public sealed class BeamSearchTests
{
    private const int Stop = 2;

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    [InlineData(0.6f)]
    public void A_beam_wide_enough_finds_what_trying_everything_finds(float penalty)
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            using Model<TinyElman> model = Lively(seed);
            using var search = new BeamSearch<TinyElman>(model, new BeamOptions { Width = 625, MaxLength = 4, LengthPenalty = penalty, StopToken = Stop });
            (int[] tokens, double score) = BestOfAll(model, penalty);
            int[] output = new int[4];
            BeamResult result = search.Search([1, 0], output);
            Assert.Equal(score, result.Score, 1e-5);
            Assert.Equal(tokens, result.IsComplete ? [.. output[..result.Length], Stop] : output[..result.Length]);
        }
    }

    [Fact]
    public void A_beam_of_one_is_greedy()
    {
        using Model<TinyElman> model = Lively(5);
        using var search = new BeamSearch<TinyElman>(model, new BeamOptions { Width = 1, MaxLength = 20 });
        using var sampler = new Sampler<TinyElman>(model, new SamplerOptions { Temperature = 0 });
        int[] found = new int[20], greedy = new int[20];
        BeamResult result = search.Search([3], found);
        sampler.Generate([3], greedy);
        Assert.Equal((20, false), (result.Length, result.IsComplete));
        Assert.Equal(greedy, found);

        // To the stop token as well: the first that the greedy continuation has.
        int stop = greedy[7], expected = Array.IndexOf(greedy, stop);
        using var stopping = new BeamSearch<TinyElman>(model, new BeamOptions { Width = 1, MaxLength = 20, StopToken = stop });
        result = stopping.Search([3], found);
        Assert.Equal((expected, true), (result.Length, result.IsComplete));
        Assert.Equal(greedy[..expected], found[..expected]);
    }

    [Fact]
    public void The_log_probability_is_that_of_the_scorer()
    {
        using Model<TinyElman> model = Lively(7);
        using var search = new BeamSearch<TinyElman>(model, new BeamOptions { MaxLength = 12 });
        using var scorer = new Scorer<TinyElman>(model);
        int[] output = new int[12];
        BeamResult result = search.Search([4, 1], output);
        double expected = scorer.Score([4, 1, .. output]).LogProbability - scorer.Score([4, 1]).LogProbability;
        Assert.Equal(expected, result.LogProbability, 1e-5);
        Assert.Equal(result.LogProbability / 12, result.Score, 1e-12);
    }

    [Fact]
    public void Of_equally_likely_continuations_the_lowest_tokens_win()
    {
        using var model = new Model<TinyElman>();
        model.Parameters.Clear();
        using var search = new BeamSearch<TinyElman>(model, new BeamOptions { Width = 3, MaxLength = 6, BannedTokens = [0] });
        int[] output = new int[6];
        Assert.Equal(-6 * Math.Log(5), search.Search([], output).LogProbability, 1e-5);
        Assert.Equal([1, 1, 1, 1, 1, 1], output);
    }

    [Fact]
    public void A_shorter_output_is_the_limit_and_one_without_room_is_no_work()
    {
        using Model<TinyElman> model = Lively(1);
        using var search = new BeamSearch<TinyElman>(model);
        Assert.Equal(3, search.Search([], new int[3]).Length);
        Assert.Equal(new BeamResult(0, false, 0, 0), search.Search([], []));
        using var ends = new BeamSearch<TinyElman>(model, new BeamOptions { BannedTokens = [0, 1, 3, 4], StopToken = Stop });
        BeamResult result = ends.Search([], new int[3]);
        Assert.Equal((0, true), (result.Length, result.IsComplete));
    }

    [Fact]
    public void A_search_allocates_nothing()
    {
        using Model<TinyElman> model = Lively(2);
        using var search = new BeamSearch<TinyElman>(model, new BeamOptions { StopToken = Stop, LengthPenalty = 0.7f });
        int[] output = new int[100], prompt = [1];
        BeamResult first = search.Search(prompt, output), second = default;
        Allocated.AssertNothing(() => second = search.Search(prompt, output));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        using var model = new Model<TinyElman>();
        BeamOptions[] wrong =
        [
            new() { Width = 0 }, new() { MaxLength = 0 }, new() { LengthPenalty = -1 }, new() { LengthPenalty = float.NaN }, new() { LengthPenalty = 11 },
            new() { StopToken = 5 }, new() { BannedTokens = [0, 1, 2, 3, 4] },
        ];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearch<TinyElman>(model, options)));
        Assert.Throws<ArgumentException>(() => new BeamSearch<TinyElman>(model, new BeamOptions { Width = 1 << 20, MaxLength = 1 << 20 }));
        var search = new BeamSearch<TinyElman>(model);
        Assert.Throws<ArgumentOutOfRangeException>(() => search.Search([5], new int[1]));
        model.Parameters.Fill(float.NaN);
        Assert.Throws<InvalidOperationException>(() => search.Search([], new int[1]));
        search.Dispose();
        Assert.Throws<ObjectDisposedException>(() => search.Search([], new int[1]));
    }

    /// <summary>Every continuation of at most four tokens that ends by the stop token or is as long as allowed.</summary>
    private static (int[] Tokens, double Score) BestOfAll(Model<TinyElman> model, float penalty)
    {
        using var scorer = new Scorer<TinyElman>(model);
        double prompt = scorer.Score([1, 0]).LogProbability;
        return Continuations([]).Select(c => (c, (scorer.Score([1, 0, .. c]).LogProbability - prompt) / Math.Pow(c.Length, penalty))).MaxBy(c => c.Item2);

        static IEnumerable<int[]> Continuations(int[] start) =>
            start.Length == 4 || (start.Length > 0 && start[^1] == Stop) ? [start] : Enumerable.Range(0, TinyElman.V).SelectMany(token => Continuations([.. start, token]));
    }

    /// <summary>A model whose probabilities differ.</summary>
    private static Model<TinyElman> Lively(ulong seed)
    {
        var model = new Model<TinyElman>(seed);
        foreach (ref float weight in model.Parameters)
        {
            weight *= 3;
        }

        return model;
    }
}
