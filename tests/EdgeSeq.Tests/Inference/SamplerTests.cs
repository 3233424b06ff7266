using CommunityToolkit.HighPerformance;
using EdgeSeq.Tests.Doubles;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Tests.Inference;

[Collection(Alone.Name)]
public sealed class SamplerTests
{
    [Fact]
    public void The_same_seed_gives_the_same_tokens_and_another_seed_others()
    {
        using var model = new Model<TinyElman>(1);
        Assert.Equal(Draw(model, 5), Draw(model, 5));
        Assert.NotEqual(Draw(model, 5), Draw(model, 6));
    }

    [Fact]
    public void A_sequence_starts_with_the_zero_input_then_the_prompt()
    {
        using var model = new Model<TinyElman>(2);
        using var sampler = new Sampler<TinyElman>(model, new SamplerOptions { Temperature = 0 });
        Assert.Equal(Greedy(model, [-1]), First(sampler, []));
        Assert.Equal(Greedy(model, [-1, 3]), First(sampler, [3]));
        Assert.Equal(Greedy(model, [-1, 3, 1]), First(sampler, [3, 1]));
    }

    [Fact]
    public void Token_by_token_equals_all_at_once()
    {
        using var model = new Model<TinyElman>(3);
        using var a = new Sampler<TinyElman>(model, new SamplerOptions { Seed = 9 });
        using var b = new Sampler<TinyElman>(model, new SamplerOptions { Seed = 9 });
        int[] whole = new int[50];
        Assert.Equal(50, a.Generate([1, 2], whole));
        b.Read([1]);
        b.Read([2]);
        Assert.Equal(whole, Enumerable.Range(0, 50).Select(_ => b.Next()));
    }

    [Fact]
    public void The_stop_token_ends_the_text_and_is_not_part_of_it()
    {
        using var model = Certain(token: 4);
        using var sampler = new Sampler<TinyElman>(model, new SamplerOptions { StopToken = 4 });
        Assert.Equal(0, sampler.Generate([1], new int[10]));
        using var other = new Sampler<TinyElman>(model, new SamplerOptions { StopToken = 3 });
        int[] output = new int[10];
        Assert.Equal(10, other.Generate([1], output));
        Assert.All(output, token => Assert.Equal(4, token));
        Assert.Equal(0, other.Generate([1], []));
    }

    [Fact]
    public void Banned_tokens_never_come()
    {
        using var model = Certain(token: 4);
        using var sampler = new Sampler<TinyElman>(model, new SamplerOptions { BannedTokens = [4] });
        int[] output = new int[200];
        sampler.Generate([], output);
        Assert.DoesNotContain(4, output);
    }

    [Fact]
    public void What_the_vocabulary_cannot_write_never_comes()
    {
        using var stream = new MemoryStream("ab"u8.ToArray());
        Vocabulary vocabulary = Vocabulary.Build(stream, new());
        using var model = Certain(token: 0);
        int[] output = new int[300];
        using var sampler = new Sampler<TinyElman>(model, new SamplerOptions { Vocabulary = vocabulary });
        sampler.Generate([], output);
        Assert.Equal([1, 2], output.Distinct().Order());
        using var allowing = new Sampler<TinyElman>(model, new SamplerOptions { Vocabulary = vocabulary, AllowUnknown = true });
        allowing.Generate([], output);
        Assert.Equal([0], output.Distinct());
    }

    [Fact]
    public void A_repeated_token_is_penalised_within_the_window_and_comes_again_after_it()
    {
        using var model = Fixed([3, 2.5f, -1, -2, -9]);
        var options = new SamplerOptions { Temperature = 0, RepetitionPenalty = 2, RepetitionWindow = 3 };

        // 3 is halved to 1.5 behind 2.5, that to 1.25; then 1.5 leads, until the first one is 3 tokens back. -1 doubles, too.
        Assert.Equal([0, 1, 0, 0, 0, 1, 0, 0], Generated(model, options, []));
        Assert.Equal([1, 0, 0, 0], Generated(model, options, [0])[..4]);
        Assert.Equal([0, 0, 0, 0], Generated(model, options with { RepetitionPenalty = 1 }, [])[..4]);
        Assert.Equal([2, 3, 2, 2], Generated(model, options with { RepetitionPenalty = 3, BannedTokens = [0, 1] }, [])[..4]);
    }

    [Fact]
    public void Tokens_can_be_taken_one_by_one_and_are_the_same()
    {
        using var model = new Model<TinyElman>(3);
        var options = new SamplerOptions { Seed = 4, StopToken = 2, RepetitionPenalty = 1.2f };
        using var a = new Sampler<TinyElman>(model, options);
        using var b = new Sampler<TinyElman>(model, options);
        int[] whole = new int[50], single = new int[50];
        for (int round = 0; round < 20; round++)
        {
            int length = a.Generate([1, 3], whole), count = 0;
            foreach (int token in b.Enumerate([1, 3], 50))
            {
                single[count++] = token;
            }

            Assert.Equal(whole[..length], single[..count]);
        }

        int[] prompt = [1, 3];
        Allocated.AssertNothing(() =>
        {
            foreach (int token in b.Enumerate(prompt, 50))
            {
                single[0] = token;
            }
        });
        Assert.Throws<ArgumentOutOfRangeException>(() => b.Enumerate([], -1));
    }

    [Fact]
    public void Random_numbers_go_on_from_text_to_text_until_reseeded()
    {
        using var model = new Model<TinyElman>(4);
        using var sampler = new Sampler<TinyElman>(model, new SamplerOptions { Seed = 3 });
        int[] first = new int[40], second = new int[40], again = new int[40];
        sampler.Generate([], first);
        sampler.Generate([], second);
        sampler.Random.Reseed(3);
        sampler.Generate([], again);
        Assert.NotEqual(first, second);
        Assert.Equal(first, again);
    }

    [Theory]
    [InlineData(0f, 0, 1f, 0f)]
    [InlineData(0.8f, 0, 1f, 0f)]
    [InlineData(0.8f, 0, 1f, 0.1f)]
    [InlineData(0.8f, 3, 0.9f, 0.1f)]
    public void A_thousand_tokens_allocate_nothing(float temperature, int topK, float topP, float minP)
    {
        using var model = new Model<TinyElman>();
        using var sampler = new Sampler<TinyElman>(
            model, new SamplerOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP, RepetitionPenalty = 1.1f, BannedTokens = [1] });
        int[] prompt = [0, 3], output = new int[1000];
        Allocated.AssertNothing(() => sampler.Generate(prompt, output), repetitions: 1);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        using var model = new Model<TinyElman>();
        SamplerOptions[] wrong =
        [
            new() { Temperature = -1 }, new() { Temperature = 1e-9f }, new() { Temperature = float.NaN }, new() { TopK = -1 },
            new() { TopP = 0 }, new() { TopP = 1.1f }, new() { StopToken = 5 }, new() { StopToken = -1 }, new() { BannedTokens = [5] },
            new() { BannedTokens = [0, 1, 2, 3, 4] }, new() { TopP = float.NaN }, new() { MinP = -0.1f }, new() { MinP = 1.5f }, new() { MinP = float.NaN },
            new() { RepetitionPenalty = 0.5f }, new() { RepetitionPenalty = float.PositiveInfinity }, new() { RepetitionWindow = 0 },
        ];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => new Sampler<TinyElman>(model, options)));
    }

    [Fact]
    public void A_default_array_of_banned_tokens_bans_none()
    {
        using var model = new Model<TinyElman>();
        using var sampler = new Sampler<TinyElman>(model, new SamplerOptions { BannedTokens = default });
        Assert.InRange(sampler.Next(), 0, 4);
    }

    [Fact]
    public void Wrong_prompts_and_disposed_samplers_are_refused()
    {
        using var model = new Model<TinyElman>();
        var sampler = new Sampler<TinyElman>(model);
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Generate([5], new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Generate([-1], new int[1]));
        sampler.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sampler.Next());
        Assert.Throws<ObjectDisposedException>(() => sampler.Generate([], new int[1]));
    }

    private static int[] Draw(Model<TinyElman> model, ulong seed)
    {
        using var sampler = new Sampler<TinyElman>(model, new SamplerOptions { Seed = seed });
        int[] output = new int[60];
        sampler.Generate([2], output);
        return output;
    }

    private static int First(Sampler<TinyElman> sampler, int[] prompt)
    {
        int[] output = new int[1];
        sampler.Generate(prompt, output);
        return output[0];
    }

    private static int Greedy(Model<TinyElman> model, int[] tokens)
    {
        using var session = new Session<TinyElman>(model);
        float[] logits = new float[TinyElman.V];
        foreach (int token in tokens)
        {
            session.Step(token, logits);
        }

        return Array.IndexOf(logits, logits.Max());
    }

    private static int[] Generated(Model<TinyElman> model, SamplerOptions options, int[] prompt)
    {
        using var sampler = new Sampler<TinyElman>(model, options);
        int[] output = new int[8];
        sampler.Generate(prompt, output);
        return output;
    }

    /// <summary>A model that next to always says the same.</summary>
    private static Model<TinyElman> Certain(int token)
    {
        var model = new Model<TinyElman>();
        float[,] bias = new float[1, TinyElman.V];
        bias[0, token] = 80;
        model.SetParameter("b_y", bias);
        return model;
    }

    /// <summary>A model whose logits are always these.</summary>
    private static Model<TinyElman> Fixed(float[] logits)
    {
        var model = new Model<TinyElman>();
        model.Parameters.Clear();
        model.SetParameter("b_y", new ReadOnlySpan2D<float>(logits, 1, logits.Length));
        return model;
    }
}
