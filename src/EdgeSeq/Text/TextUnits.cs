using System.Globalization;
using System.Text;

namespace EdgeSeq.Text;

/// <summary>Cuts UTF-8 into the units that are tokens.</summary>
internal static class TextUnits
{
    /// <summary>No unit is longer, so this many bytes, or the rest of the text, decide where one ends.</summary>
    public const int MaxBytes = 128;

    /// <summary>Bytes that must be at hand, unless the text ends before: a unit, and what shows that it has ended.</summary>
    public const int LookAhead = MaxBytes + 8;

    /// <summary>What begins at the start of a text.</summary>
    /// <param name="text">Not empty.</param>
    /// <param name="level">Characters or words.</param>
    /// <param name="offset">Bytes before it, for the message.</param>
    /// <param name="isSpace">Whether it only separates.</param>
    /// <returns>Bytes.</returns>
    /// <exception cref="InvalidUtf8Exception">What begins there is not UTF-8.</exception>
    public static int Next(ReadOnlySpan<byte> text, TextLevel level, long offset, out bool isSpace)
    {
        int length = Decode(text, offset, out Rune first);
        isSpace = level == TextLevel.Word && Rune.IsWhiteSpace(first);
        if (level == TextLevel.Grapheme)
        {
            return Cluster(text);
        }

        if (level == TextLevel.Character || isSpace)
        {
            return length;
        }

        return Rune.IsLetter(first) ? Run(text, length, offset, IsOfWord, IsApostrophe)
            : Rune.IsDigit(first) ? Run(text, length, offset, Rune.IsDigit, rune => rune.Value is '.' or ',')
            : length;
    }

    /// <summary>Small letters for capitals.</summary>
    /// <param name="unit">At most <see cref="MaxBytes"/>.</param>
    /// <param name="lower">At least twice as long.</param>
    /// <returns>Bytes written.</returns>
    public static int ToLower(ReadOnlySpan<byte> unit, Span<byte> lower)
    {
        int written = 0;
        while (!unit.IsEmpty)
        {
            Rune.DecodeFromUtf8(unit, out Rune rune, out int length);
            written += Rune.ToLowerInvariant(rune).EncodeToUtf8(lower[written..]);
            unit = unit[length..];
        }

        return written;
    }

    /// <summary>Bytes of the grapheme cluster at the start of a text that begins with UTF-8.</summary>
    private static int Cluster(ReadOnlySpan<byte> text)
    {
        // Nothing joins two ASCII characters but CR LF.
        if (text.Length == 1 || (text[0] < 0x80 && text[1] < 0x80 && text[0] != '\r'))
        {
            return 1;
        }

        Span<char> units = stackalloc char[LookAhead];
        int count = 0;
        for (int at = 0; at < Math.Min(text.Length, LookAhead);)
        {
            if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out int length) != System.Buffers.OperationStatus.Done || at + length > LookAhead)
            {
                break;
            }

            count += rune.EncodeToUtf16(units[count..]);
            at += length;
        }

        int bytes = 0;
        for (ReadOnlySpan<char> rest = units[..StringInfo.GetNextTextElementLength(units[..count])]; !rest.IsEmpty;)
        {
            Rune.DecodeFromUtf16(rest, out Rune rune, out int length);
            if (bytes + rune.Utf8SequenceLength > MaxBytes)
            {
                break;
            }

            bytes += rune.Utf8SequenceLength;
            rest = rest[length..];
        }

        return bytes;
    }

    private static int Run(ReadOnlySpan<byte> text, int length, long offset, Func<Rune, bool> belongs, Func<Rune, bool> joins)
    {
        while (length < text.Length)
        {
            int more = Decode(text[length..], offset + length, out Rune rune);
            if (joins(rune) && length + more < text.Length)
            {
                more += Decode(text[(length + more)..], offset + length + more, out rune);
            }

            if (!belongs(rune) || length + more > MaxBytes)
            {
                return length;
            }

            length += more;
        }

        return length;
    }

    private static bool IsOfWord(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsApostrophe(Rune rune) => rune.Value is '\'' or '\u2019';

    private static int Decode(ReadOnlySpan<byte> text, long offset, out Rune rune)
    {
        if (Rune.DecodeFromUtf8(text, out rune, out int length) != System.Buffers.OperationStatus.Done)
        {
            throw new InvalidUtf8Exception(text[0], offset);
        }

        return length;
    }
}
