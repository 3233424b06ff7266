namespace EdgeSeq.Text;

/// <summary>Goes through a stretch of a text sentence by sentence, and leaves out those of another part and those without a token.</summary>
/// <param name="text">The text.</param>
/// <param name="options">Already validated.</param>
internal sealed class SentenceReader(TokenSequence text, SentenceOptions options)
{
    private const ulong HashSeed = 0xCBF29CE484222325, HashPrime = 0x100000001B3;

    private readonly int[] _buffer = new int[1 << 12];
    private int _at, _filled;
    private long _next, _end;

    /// <summary>The token after the sentence read last.</summary>
    public long Place => _next - (_filled - _at);

    /// <summary>Whether the sentence read last was longer than a window.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Begins at a place.</summary>
    /// <param name="first">The first token of a sentence.</param>
    /// <param name="end">The token after the last sentence.</param>
    public void Start(long first, long end) => (_next, _end, _at, _filled) = (first, end, 0, 0);

    /// <summary>Reads the next sentence of the part.</summary>
    /// <param name="targets">Receives its tokens and its end, as far as a window reaches; at least a window.</param>
    /// <returns>How many; 0 when there is no more sentence.</returns>
    public int Read(Span<int> targets)
    {
        while (true)
        {
            (int length, int kept) = (0, 0);
            ulong hash = HashSeed;
            bool more;
            while ((more = TryTake(out int token)) && token != options.EndToken)
            {
                length++;
                hash = unchecked((hash ^ (uint)token) * HashPrime);
                if (kept < options.Window)
                {
                    targets[kept++] = token;
                }
            }

            if (length > 0 && IsOfPart(hash))
            {
                IsCut = length >= options.Window;
                if (!IsCut)
                {
                    targets[kept++] = options.EndToken;
                }

                return kept;
            }

            if (!more)
            {
                return 0;
            }
        }
    }

    private bool IsOfPart(ulong hash)
    {
        if (options.Part == SentencePart.All)
        {
            return true;
        }

        hash ^= options.SplitSeed;
        bool isHeldOut = (RandomGenerator.SplitMix64(ref hash) >> 11) * (1.0 / (1L << 53)) < options.HeldOut;
        return isHeldOut == (options.Part == SentencePart.HeldOut);
    }

    private bool TryTake(out int token)
    {
        if (_at == _filled)
        {
            (_at, _filled) = (0, (int)Math.Min(_buffer.Length, _end - _next));
            text.Read(_next, _buffer.AsSpan(0, _filled));
            _next += _filled;
        }

        if (_at == _filled)
        {
            token = 0;
            return false;
        }

        token = _buffer[_at++];
        return true;
    }
}
