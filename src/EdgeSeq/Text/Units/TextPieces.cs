namespace EdgeSeq.Text;

/// <summary>Does something with the beginning of a piece of text.</summary>
/// <param name="text">The piece; what was left of the one before comes first.</param>
/// <param name="isFinal">Whether the text ends with it.</param>
/// <param name="offset">Bytes of the text before it.</param>
/// <returns>Bytes used; all of a final piece.</returns>
internal delegate int TextPieceReader(ReadOnlySpan<byte> text, bool isFinal, long offset);

/// <summary>Reads a stream of any length piece by piece at fixed memory.</summary>
internal static class TextPieces
{
    /// <summary>Bytes of a piece at most.</summary>
    public const int MaxBytes = 1 << 14;

    /// <summary>Reads a stream from its position to its end.</summary>
    public static void Read(Stream text, TextPieceReader reader)
    {
        byte[] buffer = new byte[MaxBytes];
        long offset = 0;
        int filled = 0;
        bool isFinal;
        do
        {
            int read = text.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            isFinal = filled + read < buffer.Length;
            filled += read;
            int used = reader(buffer.AsSpan(0, filled), isFinal, offset);
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            (offset, filled) = (offset + used, filled - used);
        }
        while (!isFinal);
    }
}
