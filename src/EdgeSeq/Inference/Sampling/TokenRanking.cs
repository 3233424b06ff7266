namespace EdgeSeq.Inference;

/// <summary>
/// Tokens from the most likely on, sorted only as far as asked: a heap is built in O(V) and gives each next token in
/// O(log V). Higher logits go first, of equal ones the lower token.
/// </summary>
/// <param name="tokens">The tokens to rank; owned and reordered.</param>
internal sealed class TokenRanking(int[] tokens)
{
    // A heap of those not ranked yet in front; ranked ones behind it, the most likely at the very end.
    private readonly int[] _tokens = tokens;
    private int _heapSize;

    /// <summary>Tokens that are ranked.</summary>
    public int Count => _tokens.Length;

    /// <summary>Begins with new logits.</summary>
    public void Start(ReadOnlySpan<float> logits)
    {
        _heapSize = _tokens.Length;
        for (int i = _heapSize / 2 - 1; i >= 0; i--)
        {
            SiftDown(i, logits);
        }
    }

    /// <summary>The token of a rank.</summary>
    /// <param name="rank">0 for the most likely; at most one more than the highest rank asked for since the start.</param>
    /// <param name="logits">The logits given to <see cref="Start"/>.</param>
    public int TokenAt(int rank, ReadOnlySpan<float> logits)
    {
        int place = _tokens.Length - 1 - rank;
        if (place < _heapSize)
        {
            _heapSize--;
            (_tokens[0], _tokens[_heapSize]) = (_tokens[_heapSize], _tokens[0]);
            SiftDown(0, logits);
        }

        return _tokens[place];
    }

    private void SiftDown(int parent, ReadOnlySpan<float> logits)
    {
        while (true)
        {
            int child = 2 * parent + 1;
            if (child >= _heapSize)
            {
                return;
            }

            if (child + 1 < _heapSize && Precedes(_tokens[child + 1], _tokens[child], logits))
            {
                child++;
            }

            if (!Precedes(_tokens[child], _tokens[parent], logits))
            {
                return;
            }

            (_tokens[parent], _tokens[child]) = (_tokens[child], _tokens[parent]);
            parent = child;
        }
    }

    private static bool Precedes(int a, int b, ReadOnlySpan<float> logits) =>
        logits[a] > logits[b] || (logits[a] == logits[b] && a < b);
}
