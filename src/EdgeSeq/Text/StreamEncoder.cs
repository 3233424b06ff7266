using System.Buffers.Binary;

namespace EdgeSeq.Text;

/// <summary>Writes the tokens of a text as numbers of a fixed size.</summary>
/// <param name="vocabulary">Turns it into tokens.</param>
/// <param name="storage">Receives them.</param>
/// <param name="bytesPerToken">2 or 4.</param>
internal sealed class StreamEncoder(Vocabulary vocabulary, Stream storage, int bytesPerToken)
{
    // A piece of text has at most one token for each byte.
    private readonly int[] _tokens = new int[TextPieces.MaxBytes];
    private readonly byte[] _bytes = new byte[TextPieces.MaxBytes * bytesPerToken];
    private long _count;

    /// <summary>Encodes a text to its end.</summary>
    /// <returns>Tokens written.</returns>
    public long Encode(Stream text)
    {
        TextPieces.Read(text, Encode);
        storage.Flush();
        return _count;
    }

    private int Encode(ReadOnlySpan<byte> text, bool isFinal, long offset)
    {
        int used = vocabulary.EncodePiece(text, _tokens, isFinal, offset, out int count);
        for (int i = 0; i < count; i++)
        {
            if (bytesPerToken == sizeof(ushort))
            {
                BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(i * sizeof(ushort)), (ushort)_tokens[i]);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(i * sizeof(int)), _tokens[i]);
            }
        }

        storage.Write(_bytes.AsSpan(0, count * bytesPerToken));
        _count += count;
        return used;
    }
}
