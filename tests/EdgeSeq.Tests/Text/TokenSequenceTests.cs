using System.Text;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Tests.TextToolkit;

[Collection(Alone.Name)]
[Trait("Isa", "none")]
public sealed class TokenSequenceTests
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(0, 6_000).Select(i => $"wörd{i % 97}’s 1.{i % 13} 🎉{new string('x', i % 300)} e\u0301\n")));

    [Theory]
    [InlineData(TextLevel.Byte)]
    [InlineData(TextLevel.Character)]
    [InlineData(TextLevel.Grapheme)]
    [InlineData(TextLevel.Word)]
    public void A_stream_encodes_to_the_tokens_of_the_whole_text_wherever_it_is_cut(TextLevel level)
    {
        Vocabulary vocabulary = level == TextLevel.Byte ? Vocabulary.Bytes
            : Vocabulary.Build(new MemoryStream(Text), new() { Level = level, HasEndOfSentence = true });
        int[] expected = new int[vocabulary.CountTokens(Text)];
        vocabulary.Encode(Text, expected);
        using var storage = new MemoryStream();
        storage.Write("before"u8);
        TokenSequence sequence = TokenSequence.Encode(new MemoryStream(Text), vocabulary, storage);
        Assert.Equal(expected.Length, sequence.Count);
        Assert.Equal(expected, Read(sequence, 0, expected.Length));
        Assert.Equal(expected[^7..^2], Read(sequence, expected.Length - 7, 5));
    }

    [Fact]
    public void Tokens_of_a_large_vocabulary_keep_all_their_bits()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0x10000, 70_000).Select(char.ConvertFromUtf32)));
        Vocabulary vocabulary = Vocabulary.Build(new MemoryStream(text), new());
        TokenSequence sequence = TokenSequence.Encode(new MemoryStream(text), vocabulary, new MemoryStream());
        Assert.Equal([69_999, 70_000], Read(sequence, 69_998, 2));
    }

    [Fact]
    public void A_large_text_takes_no_more_memory_than_said()
    {
        // A gigabyte takes its time.
        Assert.InRange(Used(Environment.GetEnvironmentVariable("EDGESEQ_EXHAUSTIVE") == "1" ? 1L << 30 : 16 << 20), 0, 200_000);

        static long Used(long size)
        {
            using FileStream storage = RowWindowsTests.Temporary();
            using var text = new GeneratedText(size);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(size, TokenSequence.Encode(text, Vocabulary.Bytes, storage).Count);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Parts_are_cut_by_share_and_read_the_whole_one()
    {
        TokenSequence whole = TokenSequence.Of(Enumerable.Range(0, 25).ToArray());
        (TokenSequence training, TokenSequence heldOut) = whole.Split(0.1);
        Assert.Equal(Enumerable.Range(0, 23), Read(training, 0, 23));
        Assert.Equal([23, 24], Read(heldOut, 0, 2));
        Assert.Equal([12, 13], Read(whole.Slice(10, 5).Slice(1, 4), 1, 2));
    }

    [Fact]
    public void Invalid_bytes_and_unknown_characters_are_named_with_their_place_in_the_stream()
    {
        Vocabulary vocabulary = Vocabulary.Build(new MemoryStream("ab"u8.ToArray()), new() { HasUnknown = false });
        byte[] text = [.. Enumerable.Repeat((byte)'a', 50_000), 0xFF];
        Assert.Equal(50_000, Assert.Throws<InvalidUtf8Exception>(() => TokenSequence.Encode(new MemoryStream(text), vocabulary, new MemoryStream())).ByteOffset);
        text[^1] = (byte)'x';
        Assert.Contains(
            "'x' at byte 50000", Assert.Throws<ArgumentException>(() => TokenSequence.Encode(new MemoryStream(text), vocabulary, new MemoryStream())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        TokenSequence sequence = TokenSequence.OfBytes(new MemoryStream([1, 2, 3]));
        Assert.Contains("within the 3", Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Read(2, new int[2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Read(-1, new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Read(0, new int[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Slice(4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Slice(1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Split(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Split(double.NaN));
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        Assert.Contains("cannot seek", Assert.Throws<ArgumentException>(() => TokenSequence.OfBytes(pipe)).Message, StringComparison.Ordinal);
        var shrinking = new MemoryStream([1, 2, 3], 0, 3, writable: true);
        TokenSequence before = TokenSequence.OfBytes(shrinking);
        shrinking.SetLength(1);
        Assert.Throws<EndOfStreamException>(() => before.Read(0, new int[3]));
        Assert.Equal(0, TokenSequence.OfBytes(new MemoryStream()).Count);
    }

    private static int[] Read(TokenSequence sequence, long first, int count)
    {
        int[] tokens = new int[count];
        sequence.Read(first, tokens);
        return tokens;
    }
}
