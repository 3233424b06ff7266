using System.Globalization;

namespace EdgeSeq.Text.WordVectors;

/// <summary>A line of a file of vectors: a word, which may hold blanks (GloVe has such), and its numbers behind it.</summary>
internal readonly ref struct VectorLine
{
    private readonly ReadOnlySpan<byte> _numbers;
    private readonly long _line;

    /// <summary>Cuts a line; of its numbers it only counts the blanks between them.</summary>
    /// <param name="text">The line, without blanks around it.</param>
    /// <param name="size">Numbers of a vector.</param>
    /// <param name="line">Its number, for messages.</param>
    /// <exception cref="InvalidDataException">It has another number of columns.</exception>
    public VectorLine(ReadOnlySpan<byte> text, int size, long line)
    {
        int blanks = text.Count((byte)' ') + text.Count((byte)'\t'), more = blanks - size;
        int word = more < 0 ? -1 : EndOfWord(text, more);
        if (more < 0 || (more > 0 && IsNumber(text[text.IndexOfAny((byte)' ', (byte)'\t')..word])))
        {
            throw new InvalidDataException($"Line {line} has {Math.Max(blanks, 0)} numbers behind its word; each vector has {size}{(more < 0 ? ", so the line is cut off, or of another file" : "")}.");
        }

        Word = text[..word];
        _numbers = text[(word + 1)..];
        _line = line;
    }

    /// <summary>The word.</summary>
    public ReadOnlySpan<byte> Word { get; }

    /// <summary>Reads the numbers.</summary>
    /// <param name="destination">Receives them.</param>
    /// <param name="scale">What they are multiplied by.</param>
    /// <exception cref="InvalidDataException">One is no finite number.</exception>
    public void CopyTo(Span<float> destination, float scale)
    {
        ReadOnlySpan<byte> rest = _numbers;
        for (int i = 0; i < destination.Length; i++)
        {
            int end = rest.IndexOfAny((byte)' ', (byte)'\t');
            ReadOnlySpan<byte> one = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!float.TryParse(one, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) || !float.IsFinite(number) || !float.IsFinite(number *= scale))
            {
                throw new InvalidDataException($"Line {_line}: number {i + 1} of '{System.Text.Encoding.UTF8.GetString(Word)}' is '{System.Text.Encoding.UTF8.GetString(one)}'; it must be a finite number.");
            }

            destination[i] = number;
        }
    }

    /// <summary>The last blank before the numbers.</summary>
    private static int EndOfWord(ReadOnlySpan<byte> text, int blanksInWord)
    {
        int end = text.IndexOfAny((byte)' ', (byte)'\t');
        for (; blanksInWord > 0; blanksInWord--)
        {
            end += 1 + text[(end + 1)..].IndexOfAny((byte)' ', (byte)'\t');
        }

        return end;
    }

    /// <summary>Whether what stands between the first blank and the vector begins with a number: then it is a vector of more numbers, and no word with blanks.</summary>
    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        text = text[1..];
        int end = text.IndexOfAny((byte)' ', (byte)'\t');
        return float.TryParse(end < 0 ? text : text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }
}
