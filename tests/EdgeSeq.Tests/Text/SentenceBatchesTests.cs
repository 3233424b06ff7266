using System.Text;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Tests.TextToolkit;

[Collection(Alone.Name)]
[Trait("Isa", "none")]
public sealed class SentenceBatchesTests
{
    private static readonly SentenceOptions Options = new() { Batch = 2, Window = 4, EndToken = '\n', Shuffle = false };

    [Fact]
    public void A_row_is_a_sentence_from_the_zero_input_to_its_end()
    {
        SentenceBatches batches = Batches("de\nabc\n\nf\n", Options);
        Assert.Equal((2, 3, 9, 0), (batches.Count, batches.SentenceCount, batches.TargetCount, batches.CutCount));
        Assert.Equal(("-abc-de-", "abc.de.-", "43"), Next(batches));
        Assert.Equal(("-f------", "f.------", "20"), Next(batches));
        Assert.Equal(new DataPosition(1, 0), batches.Position);
        Assert.Equal("-abc-de-", Next(batches).Inputs);
    }

    [Fact]
    public void A_sentence_longer_than_the_window_is_cut_and_the_last_one_needs_no_end()
    {
        SentenceBatches batches = Batches("abcd\nabcdefgh\nxyz", Options);
        Assert.Equal((3, 2, 12), (batches.SentenceCount, batches.CutCount, batches.TargetCount));
        Assert.Equal(("-abc-abc", "abcdabcd", "44"), Next(batches));
        Assert.Equal(("-xyz----", "xyz.----", "40"), Next(batches));
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(40)]
    public void Every_pass_has_every_sentence_once_in_an_order_of_its_own(int shuffleTokens)
    {
        string[] sentences = [.. Enumerable.Range(0, 101).Select(i => $"{i:D3}")];
        SentenceOptions options = Options with { Shuffle = true, Seed = 3, Batch = 3, ShuffleTokens = shuffleTokens };
        SentenceBatches batches = Batches(string.Join('\n', sentences), options), again = Batches(string.Join('\n', sentences), options);
        string[] first = Pass(batches), second = Pass(batches);
        Assert.Equal(sentences, first.Order());
        Assert.Equal(sentences, second.Order());
        Assert.NotEqual(first, second);
        Assert.NotEqual(sentences, first);
        Assert.Equal(first, Pass(again));
        Assert.NotEqual(first, Pass(Batches(string.Join('\n', sentences), options with { Seed = 4 })));
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(40)]
    public void A_position_that_was_saved_is_gone_on_from_exactly(int shuffleTokens)
    {
        string text = string.Join('\n', Enumerable.Range(0, 101).Select(i => $"{i:D3}"));
        SentenceOptions options = Options with { Shuffle = true, ShuffleTokens = shuffleTokens };
        SentenceBatches batches = Batches(text, options);
        for (int done = 0; done < 2 * batches.Count; done += 7)
        {
            SentenceBatches again = Batches(text, options);
            again.Position = batches.Position;
            for (int i = 0; i < 7; i++)
            {
                Assert.Equal(Next(batches), Next(again));
            }
        }

        Assert.Throws<ArgumentException>(() => batches.Position = new(0, batches.Count));
    }

    [Fact]
    public void About_a_tenth_is_held_out_and_equal_sentences_are_on_one_side()
    {
        string[] sentences = [.. Enumerable.Range(0, 3000).Select(i => $"{i % 2000:X3}")];
        string text = string.Join('\n', sentences);
        string[] training = Pass(Batches(text, Options with { Part = SentencePart.Training }));
        string[] heldOut = Pass(Batches(text, Options with { Part = SentencePart.HeldOut }));
        Assert.Equal(sentences.Order(), training.Concat(heldOut).Order());
        Assert.Empty(training.Intersect(heldOut));
        Assert.InRange(heldOut.Length, 230, 370);
        Assert.NotEqual(heldOut, Pass(Batches(text, Options with { Part = SentencePart.HeldOut, SplitSeed = 1 })));
    }

    [Fact]
    public void A_stretch_that_ends_before_long_sentences_of_the_other_part_is_read_within_its_room()
    {
        // Whatever is held out: each side passes over sentences as long as a window, and its room is counted without them.
        string text = string.Join('\n', Enumerable.Range(0, 400).Select(i => new string((char)('a' + (i % 26)), 1 + (i % 64))));
        foreach (SentencePart part in Enum.GetValues<SentencePart>())
        {
            SentenceBatches batches = Batches(text, Options with { Part = part, Window = 64, ShuffleTokens = 64, HeldOut = 0.5 });
            Assert.Equal(batches.SentenceCount, Pass(batches).Length);
        }
    }

    [Fact]
    public void A_large_text_takes_no_more_memory_than_a_stretch_and_nothing_while_it_is_read()
    {
        const int ShuffleTokens = 1 << 16;
        long size = Environment.GetEnvironmentVariable("EDGESEQ_EXHAUSTIVE") == "1" ? 1L << 30 : 8 << 20;
        using var stream = new GeneratedText(size);
        TokenSequence text = TokenSequence.OfBytes(stream);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var batches = new SentenceBatches(text, Options with { Batch = 64, Window = 16, Shuffle = true, ShuffleTokens = ShuffleTokens });
        long stretches = size / ShuffleTokens + 1;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (8 * ShuffleTokens) + (200 * stretches) + 50_000);
        Assert.Equal(size / 16, batches.SentenceCount);
        int[] inputs = new int[64 * 16], targets = new int[64 * 16];
        int[] lengths = new int[64];
        Allocated.AssertNothing(() => batches.Next(inputs, targets, lengths));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        SentenceOptions[] wrong =
        [
            Options with { Batch = 0 }, Options with { Window = 0 }, Options with { EndToken = -1 }, Options with { HeldOut = 1 },
            Options with { HeldOut = double.NaN }, Options with { ShuffleTokens = 3 }, Options with { Part = (SentencePart)9 },
        ];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => Batches("a\n", options)));
        Assert.Contains("no sentence", Assert.Throws<ArgumentException>(() => Batches("", Options)).Message, StringComparison.Ordinal);
        Assert.Contains("no sentence", Assert.Throws<ArgumentException>(() => Batches("\n\n", Options)).Message, StringComparison.Ordinal);
        SentenceBatches batches = Batches("a\n", Options);
        Assert.Throws<ArgumentException>(() => batches.Next(new int[7], new int[8], new int[2]));
        Assert.Throws<ArgumentException>(() => batches.Next(new int[8], new int[7], new int[2]));
        Assert.Throws<ArgumentException>(() => batches.Next(new int[8], new int[8], new int[1]));
        Assert.Equal(default, batches.Position);
    }

    private static SentenceBatches Batches(string text, SentenceOptions options) => new(TokenSequence.OfBytes(Encoding.ASCII.GetBytes(text)), options);

    private static string[] Pass(SentenceBatches batches)
    {
        var sentences = new List<string>();
        int[] inputs = new int[batches.Batch * batches.Window], targets = new int[inputs.Length], lengths = new int[batches.Batch];
        for (long i = 0; i < batches.Count; i++)
        {
            Assert.True(batches.Next(inputs, targets, lengths));
            sentences.AddRange(targets.Chunk(batches.Window).Select(row => Text(row).Trim('-').Trim('.')).Where(s => s.Length > 0));
        }

        return [.. sentences];
    }

    private static (string Inputs, string Targets, string Lengths) Next(SentenceBatches batches)
    {
        int[] inputs = new int[batches.Batch * batches.Window], targets = new int[inputs.Length], lengths = new int[batches.Batch];
        batches.Next(inputs, targets, lengths);
        return (Text(inputs), Text(targets), string.Concat(lengths));
    }

    private static string Text(int[] tokens) => string.Concat(tokens.Select(token => token < 0 ? '-' : token == '\n' ? '.' : (char)token));
}
