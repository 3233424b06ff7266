using System.Buffers.Binary;

namespace EdgeSeq.Text;

/// <summary>Tokens of a fixed number of bytes, little-endian, in a stream.</summary>
/// <param name="stream">Can seek.</param>
/// <param name="start">Where the first token lies.</param>
/// <param name="count">Tokens.</param>
/// <param name="bytesPerToken">1, 2 or 4.</param>
internal sealed class StreamTokens(Stream stream, long start, long count, int bytesPerToken) : TokenSequence
{
    private readonly byte[] _buffer = new byte[1 << 16];

    public override long Count => count;

    private protected override void ReadCore(long first, Span<int> tokens)
    {
        stream.Seek(start + first * bytesPerToken, SeekOrigin.Begin);
        while (!tokens.IsEmpty)
        {
            int some = Math.Min(tokens.Length, _buffer.Length / bytesPerToken);
            Span<byte> bytes = _buffer.AsSpan(0, some * bytesPerToken);
            stream.ReadExactly(bytes);
            Convert(bytes, tokens[..some]);
            tokens = tokens[some..];
        }
    }

    private void Convert(ReadOnlySpan<byte> bytes, Span<int> tokens)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = bytesPerToken switch
            {
                1 => bytes[i],
                2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]),
                _ => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),
            };
        }
    }
}
