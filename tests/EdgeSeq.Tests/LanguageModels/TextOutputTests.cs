using System.Text;

using EdgeSeq.Targets.LanguageModels.Text;
using EdgeSeq.Text;

using Xunit;

namespace EdgeSeq.Tests.LanguageModelsTarget;

[Trait("Isa", "none")]
public class TextOutputTests
{
    [Theory]
    [InlineData("plain\n\ttext", "plain\n\ttext")]
    [InlineData("grün 日本 😀", "grün 日本 😀")]
    [InlineData("\u001b[31mred\r\0\u007f", "\u241b[31mred\u240d\u2400\u2421")]
    [InlineData("\u0085\u202e", "\ufffd\ufffd")]
    public void Text_is_shown_as_it_is_but_never_steers_the_terminal(string text, string shown)
    {
        Assert.Equal(shown, PrintableText.Of(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        Assert.Equal("a\ufffdb\ufffd", PrintableText.Of([0x61, 0xFF, 0x62, 0xC3]));
    }

    [Fact]
    public void Text_appears_token_by_token_as_soon_as_a_character_is_whole()
    {
        var text = new PrintableText(Vocabulary.Bytes);
        string[] pieces = [.. Encoding.UTF8.GetBytes("aé\u001b🎉").Select(b => text.Next(b).ToString())];
        Assert.Equal(["a", "", "é", "\u241b", "", "", "", "🎉"], pieces);
        Assert.Equal(["a", "", "\ufffdb"], new[] { 0x61, 0xC3, 0x62 }.Select(b => text.Next(b).ToString()));
    }

    [Fact]
    public void Words_of_three_letters_or_more_are_looked_up_whole()
    {
        WordCheck check = WordCheck.Of("the cat, THE category of it 12abc"u8, "the category_of cat abc"u8);

        Assert.Equal(new WordCheck(Words: 5, Known: 4), check);
        Assert.Equal(0.8, check.Share, 12);
        Assert.Equal(0, WordCheck.Of("a b"u8, "abc"u8).Share);
    }
}
