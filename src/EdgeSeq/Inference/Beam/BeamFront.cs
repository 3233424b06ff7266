namespace EdgeSeq.Inference;

/// <summary>The likeliest beginnings of one length, the likeliest first, and those of the length before, which they grew from.</summary>
/// <param name="width">Beginnings at most.</param>
internal sealed class BeamFront(int width)
{
    private readonly int[] _tokens = new int[width], _parents = new int[width];
    private double[] _logProbabilities = new double[width], _previous = new double[width];

    /// <summary>Beginnings.</summary>
    public int Count { get; private set; }

    /// <summary>Beginnings of the length before.</summary>
    public int PreviousCount { get; private set; }

    /// <summary>The last token of each.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>What each grew from.</summary>
    public ReadOnlySpan<int> Parents => _parents.AsSpan(0, Count);

    /// <summary>Of the likeliest one.</summary>
    public double BestLogProbability => _logProbabilities[0];

    /// <summary>Of one of the length before.</summary>
    public double PreviousLogProbability(int row) => _previous[row];

    /// <summary>Starts with one beginning, of probability 1.</summary>
    /// <param name="token">What it reads next.</param>
    public void Start(int token)
    {
        Count = 1;
        (_tokens[0], _logProbabilities[0]) = (token, 0);
    }

    /// <summary>Makes what is there the previous length; none has grown from it yet.</summary>
    public void BeginStep()
    {
        (_previous, _logProbabilities) = (_logProbabilities, _previous);
        (PreviousCount, Count) = (Count, 0);
    }

    /// <summary>Takes a beginning in its place, if it is among the likeliest; of equal ones the one offered first stays ahead.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Offer(int parent, int token, double logProbability)
    {
        int place = Count;
        while (place > 0 && logProbability > _logProbabilities[place - 1])
        {
            place--;
        }

        if (place == width || double.IsNegativeInfinity(logProbability))
        {
            return false;
        }

        int moved = Math.Min(Count, width - 1) - place;
        Insert(_logProbabilities, place, moved, logProbability);
        Insert(_tokens, place, moved, token);
        Insert(_parents, place, moved, parent);
        Count = Math.Min(Count + 1, width);
        return true;
    }

    private static void Insert<T>(T[] items, int place, int moved, T item)
    {
        items.AsSpan(place, moved).CopyTo(items.AsSpan(place + 1));
        items[place] = item;
    }
}
