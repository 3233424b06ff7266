using System.Text;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Tests.Text;

[Trait("Isa", "none")]
public sealed class VocabularyFileTests : IDisposable
{
    private const string Text = "The \"Ⱥ\" and the ä,\n1,000.5 <UNK> don't\tthe 𝄞 \\ \u0001 end.\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-").FullName;

    public static TheoryData<VocabularyOptions> Options =>
    [
        new() { Level = TextLevel.Character },
        new() { Level = TextLevel.Character, HasUnknown = false },
        new() { Level = TextLevel.Character, HasEndOfSentence = true },
        new() { Level = TextLevel.Grapheme, HasEndOfSentence = true },
        new() { Level = TextLevel.Word },
        new() { Level = TextLevel.Word, HasEndOfSentence = true, LowerCase = true },
        new() { Level = TextLevel.Word, HasUnknown = false, HasEndOfSentence = true, MaxSize = 5 },
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Options))]
    public void A_saved_vocabulary_is_loaded_token_by_token(VocabularyOptions options)
    {
        string path = Path.Combine(_folder, "vocabulary.json");
        Vocabulary built = Vocabulary.Build(new MemoryStream(Encoding.UTF8.GetBytes(Text)), options);
        built.Save(path);
        Vocabulary loaded = Vocabulary.Load(path);
        Assert.Equal(
            (built.Level, built.LowerCase, built.UnknownToken, built.EndToken, built.Count),
            (loaded.Level, loaded.LowerCase, loaded.UnknownToken, loaded.EndToken, loaded.Count));
        Assert.All(Enumerable.Range(0, built.Count), token => Assert.Equal(built.UnitOf(token).ToArray(), loaded.UnitOf(token).ToArray()));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        string path = Path.Combine(_folder, "marked.json");
        File.WriteAllText(path, "{\"level\":\"Word\",\"tokens\":[\"ä\"]}", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal("ä"u8.ToArray(), Vocabulary.Load(path).UnitOf(0).ToArray());
    }

    [Fact]
    public void A_file_in_another_encoding_is_refused_with_the_place()
    {
        const string Json = "{\"level\":\"Character\",\"tokens\":[\"é\",\"ö\"]}";
        AssertRefused(Encoding.Latin1.GetBytes(Json), "at byte 32 stands 0xE9");
        AssertRefused([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Json)], "at byte 0 stands 0xFF");
        byte[] flipped = Encoding.UTF8.GetBytes(Json);
        flipped[32] ^= 0x40;
        AssertRefused(flipped, "at byte 32 stands 0x83");

        static void AssertRefused(byte[] file, string place) =>
            Assert.Contains(place, Assert.Throws<ModelFormatException>(() => Vocabulary.Load(new MemoryStream(file))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_token() =>
        Assert.Contains("surrogate", Assert.Throws<ModelFormatException>(() => VocabularyFormat.Read("{\"level\":\"Character\",\"tokens\":[\"\uD800\"]}")).Message, StringComparison.Ordinal);

    /// <summary>A token of the longest kind is read; one byte more, and no text is cut into it.</summary>
    [Theory]
    [InlineData("a", 128, true)]
    [InlineData("a", 129, false)]
    [InlineData("a", 256, false)]
    [InlineData("ⱥ", 42, true)]
    [InlineData("ⱥ", 43, false)]
    [InlineData("a b", 43, false)]
    public void A_token_is_at_most_as_long_as_one_that_is_read(string part, int times, bool isRead)
    {
        string text = string.Concat(Enumerable.Repeat(part, times));
        foreach (string lowerCase in new[] { "false", "true" })
        {
            byte[] file = Encoding.UTF8.GetBytes($"{{\"level\":\"Word\",\"lower_case\":{lowerCase},\"tokens\":[\"{text}\"]}}");
            if (isRead)
            {
                Assert.Equal(1, Vocabulary.Load(new MemoryStream(file)).CountTokens(Encoding.UTF8.GetBytes(text)));
            }
            else
            {
                Assert.Throws<ModelFormatException>(() => Vocabulary.Load(new MemoryStream(file)));
            }
        }
    }

    [Fact]
    public void Bytes_need_no_tokens()
    {
        using var stream = new MemoryStream();
        Vocabulary.Bytes.Save(stream);
        Assert.Equal("{\"level\":\"Byte\"}", Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Same(Vocabulary.Bytes, Vocabulary.Load(new MemoryStream(stream.ToArray())));
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "expected StartObject")]
    [InlineData("{}", "must have a level")]
    [InlineData("{\"level\":\"Byte\",\"tokens\":[\"a\"]}", "must have a level")]
    [InlineData("{\"level\":\"Character\"}", "must have a level")]
    [InlineData("{\"level\":\"Character\",\"tokens\":[]}", "no tokens")]
    [InlineData("{\"level\":\"0\",\"tokens\":[\"a\"]}", "expected Byte, Character, Grapheme, Word")]
    [InlineData("{\"level\":\"Letter\",\"tokens\":[\"a\"]}", "expected Byte, Character, Grapheme, Word")]
    [InlineData("{\"level\":\"Word\",\"level\":\"Word\",\"tokens\":[\"a\"]}", "twice")]
    [InlineData("{\"level\":\"Word\",\"tokens\":[\"a\"],\"size\":1}", "\"size\"")]
    [InlineData("{\"level\":\"Word\",\"tokens\":[\"a\",\"b\",\"a\"]}", "Token 2")]
    [InlineData("{\"level\":\"Word\",\"tokens\":[\"a b\"]}", "Token 0")]
    [InlineData("{\"level\":\"Word\",\"tokens\":[\" \"]}", "Token 0")]
    [InlineData("{\"level\":\"Word\",\"tokens\":[\"\"]}", "Token 0")]
    [InlineData("{\"level\":\"Word\",\"tokens\":[1]}", "tokens[0]")]
    [InlineData("{\"level\":\"Word\",\"tokens\":[[]]}", "not valid JSON")]
    [InlineData("{\"level\":\"Word\",\"tokens\":[\"\\uD800\"]}", "not valid JSON")]
    [InlineData("{\"level\":\"Character\",\"tokens\":[\"ab\"]}", "Token 0")]
    [InlineData("{\"level\":\"Character\",\"lower_case\":true,\"tokens\":[\"a\"]}", "lower_case")]
    [InlineData("{\"level\":\"Word\",\"lower_case\":true,\"tokens\":[\"a\",\"B\"]}", "Token 1 of the vocabulary is \"B\"; it must be one Word in small letters")]
    [InlineData("{\"tokens\":[\"\u212A\"],\"level\":\"Word\",\"lower_case\":true}", "Token 0")]
    [InlineData("{\"level\":\"Word\",\"unknown\":0,\"end\":0,\"tokens\":[\"<UNK>\"]}", "<EOS> is token 0")]
    [InlineData("{\"level\":\"Word\",\"unknown\":2,\"tokens\":[\"a\",\"b\"]}", "<UNK> is token 2")]
    [InlineData("{\"level\":\"Word\",\"lower_case\":1,\"tokens\":[\"a\"]}", "true or false")]
    [InlineData("{\"level\":\"Word\",\"unknown\":1,\"tokens\":[\"a\"]}", "<UNK> is token 1")]
    [InlineData("{\"level\":\"Word\",\"unknown\":0,\"tokens\":[\"a\"]}", "<UNK> is token 0")]
    [InlineData("{\"level\":\"Word\",\"end\":-1,\"tokens\":[\"a\"]}", "<EOS> is token -1")]
    [InlineData("{\"level\":\"Word\",\"end\":4294967296,\"tokens\":[\"a\"]}", "end must be")]
    [InlineData("{\"level\":\"Word\",\"tokens\":[\"a\"]}{}", "not valid JSON")]
    [InlineData("{\"level\":\"Word\",\"tokens\":[\"a\"", "not valid JSON")]
    public void What_is_no_vocabulary_is_refused_with_a_reason(string text, string reason)
    {
        var refused = Assert.Throws<ModelFormatException>(() => Vocabulary.Load(new MemoryStream(Encoding.UTF8.GetBytes(text))));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.InRange(refused.Message.Length, 10, 400);
    }
}
