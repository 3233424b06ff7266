using System.Text;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Tests.TextToolkit;

/// <summary>What ends a sentence: a line feed, whatever stands before it, and nothing else.</summary>
[Trait("Isa", "none")]
public sealed class LineEndTests
{
    private const string Lines = "one two\r\nthree four\r\nfive\r\n";

    public static TheoryData<TextLevel> Levels => [TextLevel.Byte, TextLevel.Character, TextLevel.Grapheme, TextLevel.Word];

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_line_of_any_system_ends_a_sentence(TextLevel level)
    {
        foreach (string text in new[] { Lines, Lines.ReplaceLineEndings("\n") })
        {
            Vocabulary vocabulary = Build(text, level);
            int[] tokens = Encode(vocabulary, text);
            Assert.Equal(3, tokens.Count(token => token == vocabulary.EndToken));
            Assert.Equal(level == TextLevel.Word ? Lines.ReplaceLineEndings("\n") : text, Decode(vocabulary, tokens));
        }
    }

    [Fact]
    public void Clusters_of_lines_of_any_system_become_sentences()
    {
        string text = string.Concat(Enumerable.Range(0, 200).Select(i => $"line e\u0301 {i}\r\n"));
        Vocabulary vocabulary = Build(text, TextLevel.Grapheme);
        var batches = new SentenceBatches(
            TokenSequence.Encode(new MemoryStream(Encoding.UTF8.GetBytes(text)), vocabulary, new MemoryStream()),
            new SentenceOptions { EndToken = vocabulary.EndToken!.Value, Window = 16, Batch = 4 });
        Assert.Equal((200, 0), (batches.SentenceCount, batches.CutCount));
        Assert.Equal(Encode(vocabulary, text).Length, batches.TargetCount);
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\n\r", 1)]
    [InlineData("\r\r\n", 1)]
    [InlineData("\v")]
    [InlineData("\f")]
    [InlineData("\u0085")]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    public void Nothing_but_a_line_feed_ends_one(string between, int ends = 0)
    {
        string text = $"ab{between}cd";
        foreach (TextLevel level in Enum.GetValues<TextLevel>())
        {
            Vocabulary vocabulary = Build(text, level);
            int[] tokens = Encode(vocabulary, text);
            Assert.Equal(ends, tokens.Count(token => token == vocabulary.EndToken));
            Assert.Equal(level == TextLevel.Word ? ends == 1 ? "ab\ncd" : "ab cd" : text, Decode(vocabulary, tokens));
        }
    }

    [Theory]
    [InlineData(TextLevel.Character, "\\n")]
    [InlineData(TextLevel.Grapheme, "\\n")]
    [InlineData(TextLevel.Grapheme, "\\r\\n")]
    public void A_file_whose_token_is_read_as_the_end_of_a_sentence_is_refused(TextLevel level, string token)
    {
        string with = $"{{\"level\":\"{level}\",\"end\":0,\"tokens\":[\"<EOS>\",\"{token}\"]}}", without = $"{{\"level\":\"{level}\",\"tokens\":[\"{token}\"]}}";
        Assert.Contains("Token 1", Assert.Throws<ModelFormatException>(() => Load(with)).Message, StringComparison.Ordinal);
        Assert.Equal(1, Load(without).Count);
    }

    private static Vocabulary Load(string json) => Vocabulary.Load(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    private static Vocabulary Build(string text, TextLevel level) => level == TextLevel.Byte ? Vocabulary.Bytes
        : Vocabulary.Build(new MemoryStream(Encoding.UTF8.GetBytes(text)), new() { Level = level, HasUnknown = false, HasEndOfSentence = true });

    private static int[] Encode(Vocabulary vocabulary, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int[] tokens = new int[vocabulary.CountTokens(utf8)];
        vocabulary.Encode(utf8, tokens);
        return tokens;
    }

    private static string Decode(Vocabulary vocabulary, int[] tokens)
    {
        byte[] utf8 = new byte[vocabulary.CountBytes(tokens)];
        vocabulary.Decode(tokens, utf8);
        return Encoding.UTF8.GetString(utf8);
    }
}
