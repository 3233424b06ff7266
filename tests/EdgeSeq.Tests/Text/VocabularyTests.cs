using System.Text;
using EdgeSeq.Tests.Doubles;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Tests.TextToolkit;

[Collection(Alone.Name)]
[Trait("Isa", "none")]
public sealed class VocabularyTests
{
    private const string Sentences = "The apple isn't 1,000.5 pears!\nÉté, 日本 🎉 the the.\n";

    [Fact]
    public void Any_bytes_come_back_from_the_byte_level()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        int[] tokens = Encode(Vocabulary.Bytes, bytes);
        Assert.Equal(Enumerable.Range(0, 256), tokens);
        Assert.Equal(bytes, Decode(Vocabulary.Bytes, tokens));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_text_comes_back_exactly_from_the_character_level(bool hasEnd)
    {
        Vocabulary vocabulary = Build(Sentences, new() { HasEndOfSentence = hasEnd });
        int[] tokens = Encode(vocabulary, Utf8(Sentences));
        Assert.Equal(Sentences.EnumerateRunes().Count(), tokens.Length);
        Assert.Equal(Sentences, Encoding.UTF8.GetString(Decode(vocabulary, tokens)));
        Assert.Equal(hasEnd ? 2 : 0, tokens.Count(t => t == vocabulary.EndToken));
    }

    [Fact]
    public void Grapheme_clusters_are_what_a_reader_takes_for_one_character()
    {
        string marked = "x" + string.Concat(Enumerable.Repeat("\u0301", 100)), text = "ae\u0301\r\nb\n👩‍🚀🇩🇪🇫🇷각 한" + marked + "z";
        Vocabulary vocabulary = Build(text, new() { Level = TextLevel.Grapheme, HasUnknown = false });
        int[] tokens = Encode(vocabulary, Utf8(text));
        string[] units = [.. tokens.Select(t => Encoding.UTF8.GetString(vocabulary.UnitOf(t)))];
        Assert.Equal(["a", "e\u0301", "\r\n", "b", "\n", "👩‍🚀", "🇩🇪", "🇫🇷", "각", " ", "한"], units[..11]);
        Assert.Equal((127, "z"), (Utf8(units[11]).Length, units[^1]));
        Assert.Equal(Utf8(text), Decode(vocabulary, tokens));
        Assert.Equal(2, Assert.Throws<InvalidUtf8Exception>(() => vocabulary.CountTokens([(byte)'a', (byte)'b', 0xC3])).ByteOffset);
    }

    [Theory]
    [InlineData(TextLevel.Character)]
    [InlineData(TextLevel.Word)]
    public void Text_that_appears_token_by_token_is_the_whole_text(TextLevel level)
    {
        Vocabulary vocabulary = Build(Sentences, new() { Level = level, HasEndOfSentence = true });
        int[] tokens = Encode(vocabulary, Utf8(Sentences));
        byte[] piece = new byte[vocabulary.MaxTokenBytes];
        using var text = new MemoryStream();
        for (int i = 0; i < tokens.Length; i++)
        {
            text.Write(piece.AsSpan(0, vocabulary.DecodeNext(i == 0 ? null : tokens[i - 1], tokens[i], piece)));
        }

        Assert.Equal(Decode(vocabulary, tokens), text.ToArray());
        Assert.Throws<ArgumentException>(() => vocabulary.DecodeNext(null, tokens[1], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.DecodeNext(null, vocabulary.Count, piece));
    }

    [Fact]
    public void Characters_stand_in_the_order_of_their_code_points_after_the_special_tokens() =>
        Assert.Equal(["<UNK>", "<EOS>", "a", "b", "é", "🎉"], Units(Build("b🎉aé\nbb", new() { HasEndOfSentence = true })));

    [Fact]
    public void Words_numbers_and_punctuation_are_cut_by_the_stated_rule()
    {
        Vocabulary vocabulary = Build("Isn't 1,000.5 'x' o’clock 3. e\u0301a... 日本,x2", new() { Level = TextLevel.Word, HasUnknown = false });
        Assert.Equal(
            ["Isn't", "1,000.5", "'", "x", "'", "o’clock", "3", ".", "e\u0301a", ".", ".", ".", "日本", ",", "x", "2"],
            Encode(vocabulary, Utf8("Isn't 1,000.5 'x' o’clock 3. e\u0301a... 日本,x2")).Select(t => Encoding.UTF8.GetString(vocabulary.UnitOf(t))));
    }

    [Fact]
    public void Words_stand_from_the_most_frequent_on_and_rare_ones_are_unknown()
    {
        string text = "b a a c b a d";
        Assert.Equal(["<UNK>", "a", "b", "c", "d"], Units(Build(text, new() { Level = TextLevel.Word })));
        Vocabulary small = Build(text, new() { Level = TextLevel.Word, MaxSize = 3 });
        Assert.Equal(["<UNK>", "a", "b"], Units(small));
        Assert.Equal(["<UNK>", "a", "b"], Units(Build(text, new() { Level = TextLevel.Word, MinCount = 2 })));
        Assert.Equal([2, 1, 1, 0, 2, 1, 0], Encode(small, Utf8(text)));
    }

    [Fact]
    public void Decoded_words_encode_to_the_same_tokens()
    {
        Vocabulary vocabulary = Build(Sentences, new() { Level = TextLevel.Word, LowerCase = true, HasEndOfSentence = true });
        int[] tokens = Encode(vocabulary, Utf8(Sentences));
        byte[] text = Decode(vocabulary, tokens);
        Assert.Equal("the apple isn't 1,000.5 pears !\nété , 日本 🎉 the the .\n", Encoding.UTF8.GetString(text));
        Assert.Equal(tokens, Encode(vocabulary, text));
    }

    /// <summary>Small letters may take more bytes than their capitals (Ⱥ: 2, ⱥ: 3), or fewer (Kelvin sign: 3, k: 1).</summary>
    [Theory]
    [InlineData("Ⱥ", "ⱥ", 64)]
    [InlineData("\u212A", "k", 400)]
    [InlineData("ẞ", "ß", 100)]
    [InlineData("A", "a", 200)]
    public void A_long_word_is_the_same_in_capitals_and_in_small_letters(string capital, string small, int count)
    {
        string capitals = string.Concat(Enumerable.Repeat(capital, count)), smalls = string.Concat(Enumerable.Repeat(small, count));
        Vocabulary vocabulary = Build(capitals, new() { Level = TextLevel.Word, LowerCase = true, HasUnknown = false });
        int[] tokens = Encode(vocabulary, Utf8(capitals));
        Assert.Equal(tokens, Encode(vocabulary, Utf8(smalls)));
        Assert.Equal(smalls, Encoding.UTF8.GetString(Decode(vocabulary, tokens)).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(tokens, Encode(vocabulary, Decode(vocabulary, tokens)));
        Assert.All(tokens, token => Assert.InRange(vocabulary.UnitOf(token).Length, 1, 128));
    }

    [Theory]
    [InlineData(TextLevel.Character)]
    [InlineData(TextLevel.Grapheme)]
    [InlineData(TextLevel.Word)]
    public void A_byte_order_mark_is_no_part_of_a_text(TextLevel level)
    {
        var options = new VocabularyOptions { Level = level, HasUnknown = false };
        Vocabulary vocabulary = Build("\uFEFFab c", options);
        Assert.Equal(Units(Build("ab c", options)), Units(vocabulary));
        Assert.Equal(Encode(vocabulary, Utf8("ab c")), Encode(vocabulary, Utf8("\uFEFFab c")));
        TokenSequence sequence = TokenSequence.Encode(new MemoryStream(Utf8("\uFEFFab c")), vocabulary, new MemoryStream());
        Assert.Equal(vocabulary.CountTokens("ab c"u8), sequence.Count);
        Assert.Contains("\uFEFF", Units(Build("a\uFEFFb", options)));
        Assert.Equal(3, Vocabulary.Bytes.CountTokens(Utf8("\uFEFF")));
    }

    [Fact]
    public void Where_a_stream_is_read_in_pieces_does_not_matter()
    {
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"wörd{i % 97}’s 1.{i % 13} 🎉{new string(i % 2 == 0 ? 'x' : '\u212A', i % 300)}\n"));
        foreach (bool lowerCase in new[] { false, true })
        {
            var options = new VocabularyOptions { Level = TextLevel.Word, LowerCase = lowerCase };
            using var pieces = new Trickle(Utf8(text));
            Vocabulary vocabulary = Vocabulary.Build(pieces, options);
            Assert.Equal(Units(Build(text, options)), Units(vocabulary));
            Assert.DoesNotContain(0, Encode(vocabulary, Utf8(text)));
        }
    }

    [Fact]
    public void Invalid_bytes_are_named_with_their_place_and_nothing_is_written()
    {
        Vocabulary vocabulary = Build("abc", new());
        int[] tokens = [-7, -7, -7, -7];
        var wrong = Assert.Throws<InvalidUtf8Exception>(() => vocabulary.Encode([(byte)'a', (byte)'b', 0xFF, (byte)'c'], tokens));
        Assert.Equal(2, wrong.ByteOffset);
        Assert.Contains("byte 2 stands 0xFF", wrong.Message, StringComparison.Ordinal);
        Assert.Equal([-7, -7, -7, -7], tokens);
        using var stream = new MemoryStream([.. Enumerable.Repeat((byte)' ', 200_000), 0xC3]);
        Assert.Equal(200_000, Assert.Throws<InvalidUtf8Exception>(() => Vocabulary.Build(stream, new())).ByteOffset);
    }

    [Fact]
    public void Bad_input_is_refused_by_name()
    {
        Vocabulary known = Build("abc", new() { HasUnknown = false });
        Assert.Contains("'x' at byte 1", Assert.Throws<ArgumentException>(() => known.CountTokens("axb"u8)).Message, StringComparison.Ordinal);
        Assert.Contains("holds 1 tokens", Assert.Throws<ArgumentException>(() => known.Encode("ab"u8, new int[1])).Message, StringComparison.Ordinal);
        Assert.Contains("holds 1 bytes", Assert.Throws<ArgumentException>(() => known.Decode([0, 1], new byte[1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => known.Decode([3], new byte[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => known.UnitOf(-1).Length);
        Assert.Throws<ArgumentException>(() => Build("", new()));
        Assert.Throws<ArgumentException>(() => Build("ab", new() { MinCount = 2 }));
        VocabularyOptions[] wrong = [new() { Level = TextLevel.Byte }, new() { MinCount = 0 }, new() { MaxSize = 1 }, new() { LowerCase = true }];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => Build("a", options)));
    }

    [Fact]
    public void A_vocabulary_too_large_for_a_shape_is_refused_with_both_numbers()
    {
        Build("abcd", new()).RequireFits(Model<TinyElman>.Shape);
        string message = Assert.Throws<ArgumentException>(() => Build("abcde", new()).RequireFits(Model<TinyElman>.Shape)).Message;
        Assert.Contains("has 6 tokens; TinyElman has 5", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TextLevel.Character, false)]
    [InlineData(TextLevel.Grapheme, false)]
    [InlineData(TextLevel.Word, true)]
    public void Encoding_and_decoding_allocate_nothing(TextLevel level, bool lowerCase)
    {
        Vocabulary vocabulary = Build(Sentences, new() { Level = level, LowerCase = lowerCase });
        byte[] text = Utf8(Sentences), decoded = new byte[200];
        int[] tokens = new int[text.Length];
        Allocated.AssertNothing(() => vocabulary.Decode(tokens.AsSpan(0, vocabulary.Encode(text, tokens)), decoded));
    }

    private static Vocabulary Build(string text, VocabularyOptions options)
    {
        using var stream = new MemoryStream(Utf8(text));
        return Vocabulary.Build(stream, options);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string[] Units(Vocabulary vocabulary) =>
        [.. Enumerable.Range(0, vocabulary.Count).Select(token => Encoding.UTF8.GetString(vocabulary.UnitOf(token)))];

    private static int[] Encode(Vocabulary vocabulary, byte[] text)
    {
        int[] tokens = new int[vocabulary.CountTokens(text)];
        Assert.Equal(tokens.Length, vocabulary.Encode(text, tokens));
        return tokens;
    }

    private static byte[] Decode(Vocabulary vocabulary, int[] tokens)
    {
        byte[] text = new byte[vocabulary.CountBytes(tokens)];
        Assert.Equal(text.Length, vocabulary.Decode(tokens, text));
        return text;
    }

    /// <summary>A stream that gives few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 777)]);
    }
}
