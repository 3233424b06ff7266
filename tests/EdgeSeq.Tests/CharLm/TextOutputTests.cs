using System.Text;

using EdgeSeq.Targets.CharLm.Text;

using Xunit;

namespace EdgeSeq.Tests.CharLmTarget;

public class TextOutputTests
{
    [Theory]
    [InlineData("plain\n\ttext", "plain\n\ttext")]
    [InlineData("grün 日本 😀", "grün 日本 😀")]
    [InlineData("\u001b[31mred\r\0\u007f", "\u241b[31mred\u240d\u2400\u2421")]
    [InlineData("\u0085\u202e", "\ufffd\ufffd")]
    public void Text_is_shown_as_it_is_but_never_steers_the_terminal(string text, string shown)
    {
        Assert.Equal(shown, PrintableText.Of(Tokens(Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        Assert.Equal("a\ufffdb\ufffd", PrintableText.Of([0x61, 0xFF, 0x62, 0xC3]));
    }

    [Fact]
    public void Words_of_three_letters_or_more_are_looked_up_whole()
    {
        WordCheck check = WordCheck.Of("the cat, THE category of it 12abc"u8, "the category_of cat abc"u8);

        Assert.Equal(new WordCheck(Words: 5, Known: 4), check);
        Assert.Equal(0.8, check.Share, 12);
        Assert.Equal(0, WordCheck.Of("a b"u8, "abc"u8).Share);
    }

    private static int[] Tokens(byte[] bytes) => Array.ConvertAll(bytes, b => (int)b);
}
