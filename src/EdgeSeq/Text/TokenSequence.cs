namespace EdgeSeq.Text;

/// <summary>
/// A text as tokens that can be read at any place: in memory, or in a file of any size, of which at most 64 KB are held.
/// </summary>
/// <remarks>One thread at a time. Parts made by <see cref="Slice"/> and <see cref="Split"/> share what they read from.</remarks>
public abstract class TokenSequence
{
    private protected TokenSequence()
    {
    }

    /// <summary>Tokens.</summary>
    public abstract long Count { get; }

    /// <summary>Tokens in memory.</summary>
    /// <param name="tokens">Not copied.</param>
    public static TokenSequence Of(ReadOnlyMemory<int> tokens) => new MemoryTokens(tokens);

    /// <summary>Bytes in memory, a token each: what <see cref="Vocabulary.Bytes"/> encodes to.</summary>
    /// <param name="bytes">Not copied.</param>
    public static TokenSequence OfBytes(ReadOnlyMemory<byte> bytes) => new MemoryBytes(bytes);

    /// <summary>The bytes of a stream, a token each, from the stream's position to its end.</summary>
    /// <param name="bytes">Can seek; read as long as the sequence is used, and stays the caller's to dispose.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    public static TokenSequence OfBytes(Stream bytes)
    {
        RequireSeek(bytes, nameof(bytes));
        return new StreamTokens(bytes, bytes.Position, bytes.Length - bytes.Position, bytesPerToken: 1);
    }

    /// <summary>
    /// Encodes a text of any size, piece by piece, into a stream that holds it from then on: 2 bytes a token, 4 if the
    /// vocabulary has more than 65,536. Takes about 150 KB of memory besides, however long the text is.
    /// </summary>
    /// <param name="text">UTF-8 (any bytes at byte level), read from its position to its end.</param>
    /// <param name="vocabulary">Turns it into tokens.</param>
    /// <param name="storage">Can be read, written and sought: a temporary file, or memory. Written from its position on; read as long as the sequence is used.</param>
    /// <exception cref="InvalidUtf8Exception">The text is not UTF-8; the message says where.</exception>
    /// <exception cref="ArgumentException">Something has no token and the vocabulary has no <c>&lt;UNK&gt;</c>, or the storage cannot seek.</exception>
    public static TokenSequence Encode(Stream text, Vocabulary vocabulary, Stream storage)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(vocabulary);
        RequireSeek(storage, nameof(storage));
        long start = storage.Position;
        int bytesPerToken = vocabulary.Count <= 1 << 16 ? sizeof(ushort) : sizeof(int);
        long count = new StreamEncoder(vocabulary, storage, bytesPerToken).Encode(text);
        return new StreamTokens(storage, start, count, bytesPerToken);
    }

    /// <summary>Reads tokens.</summary>
    /// <param name="first">Index of the first one.</param>
    /// <param name="tokens">Receives as many as it holds.</param>
    /// <exception cref="ArgumentOutOfRangeException">They do not all lie in the sequence.</exception>
    /// <exception cref="EndOfStreamException">The stream beneath has become shorter.</exception>
    public void Read(long first, Span<int> tokens)
    {
        if (first < 0 || first > Count - tokens.Length)
        {
            Require.That(false, first, $"{tokens.Length} tokens from there are not all within the {Count} of this text");
        }

        ReadCore(first, tokens);
    }

    /// <summary>A stretch of this sequence.</summary>
    /// <param name="first">Where it begins.</param>
    /// <param name="count">Tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie within the sequence.</exception>
    public TokenSequence Slice(long first, long count)
    {
        Require.That(first >= 0 && first <= Count, first, $"it must be in [0, {Count}]");
        Require.That(count >= 0 && count <= Count - first, count, $"it must be in [0, {Count - first}]");
        return new TokenSlice(this, first, count);
    }

    /// <summary>Cuts the end off, to be held out for validation.</summary>
    /// <param name="heldOut">Its share, in [0, 1); rounded down to whole tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public (TokenSequence Training, TokenSequence HeldOut) Split(double heldOut)
    {
        Require.That(heldOut is >= 0 and < 1, heldOut, "it must be in [0, 1)");
        long held = (long)(Count * heldOut);
        return (Slice(0, Count - held), Slice(Count - held, held));
    }

    /// <summary>Reads tokens that lie within the sequence.</summary>
    private protected abstract void ReadCore(long first, Span<int> tokens);

    private static void RequireSeek(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream, name);
        if (!stream.CanSeek)
        {
            throw new ArgumentException("The stream cannot seek, but tokens are read at any place; encode it into a file or memory.", name);
        }
    }

    private sealed class MemoryTokens(ReadOnlyMemory<int> tokens) : TokenSequence
    {
        public override long Count => tokens.Length;

        private protected override void ReadCore(long first, Span<int> destination) =>
            tokens.Span.Slice((int)first, destination.Length).CopyTo(destination);
    }

    private sealed class MemoryBytes(ReadOnlyMemory<byte> bytes) : TokenSequence
    {
        public override long Count => bytes.Length;

        private protected override void ReadCore(long first, Span<int> destination)
        {
            ReadOnlySpan<byte> from = bytes.Span.Slice((int)first, destination.Length);
            for (int i = 0; i < from.Length; i++)
            {
                destination[i] = from[i];
            }
        }
    }

    private sealed class TokenSlice(TokenSequence whole, long start, long count) : TokenSequence
    {
        public override long Count => count;

        private protected override void ReadCore(long first, Span<int> destination) => whole.ReadCore(start + first, destination);
    }
}
