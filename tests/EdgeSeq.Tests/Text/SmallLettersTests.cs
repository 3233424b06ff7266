using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Tests.TextToolkit;

[Trait("Isa", "none")]
public sealed class SmallLettersTests
{
    private static IEnumerable<Rune> All => Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value));

    /// <summary>The digest holds whatever .NET and ICU this runs on: those of 2026-11 with .NET 10, without ICU.</summary>
    [Fact]
    public void Small_letters_are_those_of_Unicode_16_on_every_machine()
    {
        byte[] table = [.. All.Where(rune => SmallLetters.Of(rune) != rune).SelectMany(rune => Bytes(rune.Value).Concat(Bytes(SmallLetters.Of(rune).Value)))];
        Assert.Equal(1459 * 8, table.Length);
        Assert.Equal("552e112ee8aafd353adb6d02ce19e454ea6f8f0647d324d0991208b2f467fd32", Convert.ToHexStringLower(SHA256.HashData(table)));

        static byte[] Bytes(int value)
        {
            byte[] bytes = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            return bytes;
        }
    }

    [Theory]
    [InlineData("A", "a")]
    [InlineData("Ⱥ", "ⱥ")]
    [InlineData("\u212A", "k")]
    [InlineData("ẞ", "ß")]
    [InlineData("İ", "İ")]
    [InlineData("\u01C5", "\u01C6")]
    [InlineData("\u1C89", "\u1C8A")]
    [InlineData("\uA7DC", "\u019B")]
    [InlineData("\U00010D50", "\U00010D70")]
    public void A_capital_has_one_small_letter(string capital, string small) =>
        Assert.Equal(Rune.GetRuneAt(small, 0), SmallLetters.Of(Rune.GetRuneAt(capital, 0)));

    /// <summary>So a word stays one word in small letters, and is read again as itself.</summary>
    [Fact]
    public void A_small_letter_has_no_other_and_is_of_the_same_kind() =>
        Assert.DoesNotContain(All, rune => SmallLetters.Of(rune) is var small
            && (SmallLetters.Of(small) != small || Rune.IsLetter(small) != Rune.IsLetter(rune) || Rune.IsWhiteSpace(small) != Rune.IsWhiteSpace(rune)));
}
