using System.Buffers;
using System.Globalization;
using System.Text;

namespace EdgeSeq.Text;

/// <summary>Cuts UTF-8 into the units that are tokens.</summary>
/// <param name="Level">Characters, grapheme clusters or words.</param>
/// <param name="LowerCase">Whether capitals are read as small letters.</param>
/// <param name="HasEndOfSentence">Whether a line feed is the end of a sentence.</param>
internal readonly record struct TextUnits(TextLevel Level, bool LowerCase, bool HasEndOfSentence)
{
    /// <summary>No token is longer.</summary>
    public const int MaxBytes = 128;

    /// <summary>
    /// Bytes that must be at hand, unless the text ends before: a unit, and what shows that it has ended. Small letters can have
    /// a third of the bytes (the Kelvin sign: 3, k: 1).
    /// </summary>
    public const int LookAhead = 3 * MaxBytes + 8;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Bytes of the mark that some editors put before a text. It is no part of it.</summary>
    /// <param name="text">A piece of a text.</param>
    /// <param name="offset">Bytes of the text before it.</param>
    public static int MarkLength(ReadOnlySpan<byte> text, long offset) =>
        offset == 0 && text.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;

    /// <summary>What begins at the start of a text.</summary>
    /// <param name="text">Not empty.</param>
    /// <param name="offset">Bytes before it, for the message.</param>
    /// <param name="kind">What it is read as.</param>
    /// <returns>Bytes.</returns>
    /// <exception cref="InvalidUtf8Exception">What begins there is not UTF-8.</exception>
    public int Next(ReadOnlySpan<byte> text, long offset, out UnitKind kind)
    {
        int length = Decode(text, offset, out Rune first);
        kind = HasEndOfSentence && text[0] == '\n' ? UnitKind.EndOfSentence
            : Level == TextLevel.Word && Rune.IsWhiteSpace(first) ? UnitKind.Space
            : UnitKind.Token;
        if (kind != UnitKind.Token || Level == TextLevel.Character)
        {
            return length;
        }

        if (Level == TextLevel.Grapheme)
        {
            // CR LF is one cluster, but the end of a sentence is its LF alone, whatever stands before.
            return HasEndOfSentence && text.StartsWith("\r\n"u8) ? length : GraphemeCluster.LengthOf(text);
        }

        return Rune.IsLetter(first) ? Run(text, offset, IsOfWord, IsApostrophe)
            : Rune.IsDigit(first) ? Run(text, offset, Rune.IsDigit, rune => rune.Value is '.' or ',')
            : length;
    }

    /// <summary>A unit as its token holds it.</summary>
    /// <param name="unit">What <see cref="Next"/> found.</param>
    /// <param name="buffer"><see cref="MaxBytes"/>; may hold what is returned.</param>
    public ReadOnlySpan<byte> Stored(ReadOnlySpan<byte> unit, Span<byte> buffer)
    {
        if (!LowerCase)
        {
            return unit;
        }

        int written = 0;
        while (!unit.IsEmpty)
        {
            Rune.DecodeFromUtf8(unit, out Rune rune, out int length);
            written += SmallLetters.Of(rune).EncodeToUtf8(buffer[written..]);
            unit = unit[length..];
        }

        return buffer[..written];
    }

    /// <summary>Whether reading these bytes gives exactly one unit that is stored as these bytes, so that a token of them can be read.</summary>
    /// <param name="unit">UTF-8.</param>
    public bool IsStored(ReadOnlySpan<byte> unit) =>
        unit.Length is > 0 and <= MaxBytes
        && Next(unit, 0, out UnitKind kind) == unit.Length && kind == UnitKind.Token
        && Stored(unit, stackalloc byte[MaxBytes]).SequenceEqual(unit);

    private int Run(ReadOnlySpan<byte> text, long offset, Func<Rune, bool> belongs, Func<Rune, bool> joins)
    {
        int length = 0, stored = 0;
        while (length < text.Length)
        {
            int more = Decode(text[length..], offset + length, out Rune rune), moreStored = StoredLength(rune);
            if (length > 0 && joins(rune) && length + more < text.Length)
            {
                more += Decode(text[(length + more)..], offset + length + more, out rune);
                moreStored += StoredLength(rune);
            }

            if (!belongs(rune) || stored + moreStored > MaxBytes)
            {
                return length;
            }

            (length, stored) = (length + more, stored + moreStored);
        }

        return length;
    }

    private int StoredLength(Rune rune) => (LowerCase ? SmallLetters.Of(rune) : rune).Utf8SequenceLength;

    private static bool IsOfWord(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsApostrophe(Rune rune) => rune.Value is '\'' or '\u2019';

    private static int Decode(ReadOnlySpan<byte> text, long offset, out Rune rune)
    {
        if (Rune.DecodeFromUtf8(text, out rune, out int length) != OperationStatus.Done)
        {
            throw new InvalidUtf8Exception(text[0], offset);
        }

        return length;
    }
}
