using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Data;

[Trait("Isa", "none")]
public sealed class VocabularyStringTests
{
    [Fact]
    public void Strings_go_in_and_out()
    {
        Vocabulary words = Vocabulary.Build(["ein Wörterbuch", "ein 𝄞 Zeichen"], new VocabularyOptions { Level = TextLevel.Word, MaxSize = 100 });
        int[] tokens = words.Encode("𝄞 ein Wörterbuch");
        Assert.Equal(3, tokens.Length);
        Assert.Equal("𝄞 ein Wörterbuch", words.Decode(tokens));
        Assert.Equal([], words.Encode(""));
        Assert.Equal("", words.Decode([]));
    }

    [Fact]
    public void Texts_are_lines_as_a_stream_of_them_would_be()
    {
        var options = new VocabularyOptions { Level = TextLevel.Character, MaxSize = 100, HasEndOfSentence = true };
        Vocabulary lines = Vocabulary.Build(["abc", "", "cd"], options), stream = Vocabulary.Build(new MemoryStream("abc\n\ncd\n"u8.ToArray()), options);
        Assert.Equal(stream.Count, lines.Count);
        Assert.Equal(stream.Encode("dab\n"), lines.Encode("dab\n"));
        Assert.Throws<ArgumentException>(() => Vocabulary.Build(["half \uD800"], options));
        Assert.Throws<ArgumentException>(() => lines.Encode("half \uD800"));
    }
}
