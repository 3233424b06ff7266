using System.Buffers;
using System.Globalization;
using System.Text;

namespace EdgeSeq.Text;

/// <summary>What a reader takes for one character.</summary>
internal static class GraphemeCluster
{
    /// <summary>Bytes that decide where a cluster of at most <see cref="TextUnits.MaxBytes"/> ends.</summary>
    private const int LookAhead = TextUnits.MaxBytes + 8;

    /// <summary>Bytes of the grapheme cluster at the start of a text that begins with UTF-8.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
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
            if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out int length) != OperationStatus.Done || at + length > LookAhead)
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
            if (bytes + rune.Utf8SequenceLength > TextUnits.MaxBytes)
            {
                break;
            }

            bytes += rune.Utf8SequenceLength;
            rest = rest[length..];
        }

        return bytes;
    }
}
