using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Text;

[Trait("Isa", "none")]
public sealed class SubwordsTests
{
    private const string Pieces = "[UNK]\nhow\nmuch\nwood\n##chuck\n";

    /// <summary>Letters, the blank (which byte-level BPE writes as U+0120), and what is merged of them.</summary>
    private static readonly string[] s_tokens = ["l", "o", "w", "e", "r", "Ġ", "lo", "low", "er", "Ġlow"];

    private static readonly string s_vocabulary = $"{{{string.Join(',', s_tokens.Select((token, id) => $"\"{token}\":{id}"))}}}";

    private const string Merges = "#version: 0.2\nl o\nlo w\ne r\nĠ low\n";

    [Fact]
    public void BPE_merges_in_the_order_of_the_file()
    {
        Subwords subwords = Subwords.Bpe(s_vocabulary, Merges);
        Assert.Equal(10, subwords.Count);
        Assert.Equal(["low", "er", "Ġlow", "e", "l"], subwords.Encode("lower lowel").Select(id => s_tokens[id]));
        Assert.Equal("lower lowel", subwords.Decode(subwords.Encode("lower lowel")));
        Assert.Empty(subwords.Encode(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => subwords.Decode([10]));

        // The first pair of the file goes first: were "o w" there before, "low" would be "l", "ow".
        Assert.Equal(["lo", "w"], Subwords.Bpe(s_vocabulary, "l o\n").Encode("low").Select(id => s_tokens[id]));
    }

    [Fact]
    public void WordPiece_takes_the_longest_pieces_and_UNK_for_what_has_none()
    {
        Subwords subwords = Subwords.WordPiece(Pieces);
        Assert.Equal([1, 2, 3, 4, 0], subwords.Encode("how much woodchuck cheese"));
        Assert.Equal("how much woodchuck", subwords.Decode([1, 2, 3, 4]));
        TokenSequence corpus = subwords.ToSequence("how much wood");
        Assert.Equal(3, corpus.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void They_are_saved_with_the_model(bool isBpe)
    {
        Subwords subwords = isBpe ? Subwords.Bpe(s_vocabulary[..s_vocabulary.IndexOf(",\"Ġ\"", StringComparison.Ordinal)] + "}", "") : Subwords.WordPiece(Pieces);
        using var file = new MemoryStream();
        using (var model = new Model<Counter>(1))
        {
            Assert.Throws<InvalidOperationException>(() => Subwords.Of(model));
            subwords.AttachTo(model);
            model.Save(file);
        }

        file.Position = 0;
        using Model<Counter> loaded = Model<Counter>.Load(file);
        Subwords found = Subwords.Of(loaded);
        string text = isBpe ? "lower" : "how much woodchuck";
        Assert.Equal(subwords.Encode(text), found.Encode(text));
        Assert.Equal(text, found.Decode(found.Encode(text)));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var model = new Model<Topic>(1);
        Assert.Equal(
            "There are 5 subwords; Topic declares Vocabulary = 256. (Parameter 'model')",
            Assert.Throws<ArgumentException>(() => Subwords.WordPiece(Pieces).AttachTo(model)).Message);
        Assert.Throws<FormatException>(() => Subwords.WordPiece("how\nmuch"));
        Assert.Throws<FormatException>(() => Subwords.Bpe("[1, 2]", Merges));
        Assert.Throws<FormatException>(() => Subwords.Bpe("""{"a": 0, "b": 2}""", ""));
        model.Metadata["subwords"] = "sentencepiece";
        Assert.Throws<FormatException>(() => Subwords.Of(model));
    }
}
