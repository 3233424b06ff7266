using EdgeSeq.Tests.Doubles;
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
    [InlineData(0f, 0, 1f)]
    [InlineData(0.8f, 0, 1f)]
    [InlineData(0.8f, 3, 0.9f)]
    public void A_thousand_tokens_allocate_nothing(float temperature, int topK, float topP)
    {
        using var model = new Model<TinyElman>();
        using var sampler = new Sampler<TinyElman>(
            model, new SamplerOptions { Temperature = temperature, TopK = topK, TopP = topP, BannedTokens = [1] });
        int[] prompt = [0, 3], output = new int[1000];
        sampler.Generate(prompt, output.AsSpan(0, 2));
        long before = GC.GetAllocatedBytesForCurrentThread();
        sampler.Generate(prompt, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        using var model = new Model<TinyElman>();
        SamplerOptions[] wrong =
        [
            new() { Temperature = -1 }, new() { Temperature = 1e-9f }, new() { Temperature = float.NaN }, new() { TopK = -1 },
            new() { TopP = 0 }, new() { TopP = 1.1f }, new() { StopToken = 5 }, new() { StopToken = -1 }, new() { BannedTokens = [5] },
            new() { BannedTokens = [0, 1, 2, 3, 4] },
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

    /// <summary>A model that next to always says the same.</summary>
    private static Model<TinyElman> Certain(int token)
    {
        var model = new Model<TinyElman>();
        float[,] bias = new float[1, TinyElman.V];
        bias[0, token] = 80;
        model.SetParameter("b_y", bias);
        return model;
    }
}
