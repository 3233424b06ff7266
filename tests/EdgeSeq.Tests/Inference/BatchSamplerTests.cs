using EdgeSeq.Tests.Doubles;
using Xunit;

namespace EdgeSeq.Tests.Inference;

[Collection(Alone.Name)]
public sealed class BatchSamplerTests
{
    private static readonly SamplerOptions Options = new() { Seed = 40, StopToken = 2, RepetitionPenalty = 1.3f, TopP = 0.95f };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void Every_text_is_that_of_a_sampler_of_its_own(int rows)
    {
        using var model = new Model<TinyElman>(3);
        using var sampler = new BatchSampler<TinyElman>(model, Options, rows);
        int[] output = new int[20 * 30], lengths = new int[20], expected = new int[30], prompt = [1, 4, 0];
        sampler.Generate(prompt, output, lengths);
        for (int text = 0; text < 20; text++)
        {
            using var one = new Sampler<TinyElman>(model, Options with { Seed = Options.Seed + (ulong)text });
            int length = one.Generate(prompt, expected);
            Assert.Equal(expected[..length], output.AsSpan(text * 30, lengths[text]).ToArray());
        }

        Assert.True(lengths.Distinct().Count() > 3, "The test means something only if the texts end at different times.");
    }

    [Fact]
    public void A_batch_allocates_nothing_and_can_be_repeated()
    {
        using var model = new Model<TinyElman>(1);
        using var sampler = new BatchSampler<TinyElman>(model, Options, rows: 4);
        int[] prompt = [1], output = new int[200], lengths = new int[10], again = new int[200];
        sampler.Generate(prompt, output, lengths);
        Allocated.AssertNothing(() => sampler.Generate(prompt, again, lengths), repetitions: 1);
        Assert.Equal(output, again);
    }

    [Fact]
    public void No_texts_and_texts_without_room_are_no_work()
    {
        using var model = new Model<TinyElman>();
        using var sampler = new BatchSampler<TinyElman>(model);
        int[] lengths = [7, 7];
        sampler.Generate([], [], []);
        sampler.Generate([], [], lengths);
        Assert.Equal([0, 0], lengths);
    }

    [Fact]
    public void Bad_input_is_refused_before_anything_is_written()
    {
        using var model = new Model<TinyElman>();
        var sampler = new BatchSampler<TinyElman>(model);
        int[] lengths = [7, 7];
        Assert.Contains("holds 5 tokens for 2 texts", Assert.Throws<ArgumentException>(() => sampler.Generate([], new int[5], lengths)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Generate([5], new int[4], lengths));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSampler<TinyElman>(model, rows: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSampler<TinyElman>(model, new SamplerOptions { Temperature = float.NaN }));
        Assert.Equal([7, 7], lengths);
        sampler.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sampler.Generate([], new int[4], lengths));
    }
}
