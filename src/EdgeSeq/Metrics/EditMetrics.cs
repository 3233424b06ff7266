namespace EdgeSeq.Metrics;

/// <summary>
/// How many edits lie between sequences that were found and those that are true (V. I. Levenshtein, 1966): of letters the character error rate, of words the word error rate, of
/// labels the label error rate. Adding allocates nothing.
/// </summary>
/// <remarks>
/// The fewest substitutions, deletions and insertions that make of the true sequence the one that was found; where several are as few, the one with more
/// substitutions. One thread at a time.
/// </remarks>
public sealed class EditMetrics
{
    private readonly Edits[] _row;

    /// <summary>Nothing measured yet.</summary>
    /// <param name="maxLength">The longest sequence that may be found, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public EditMetrics(int maxLength)
    {
        Require.That(maxLength >= 0 && maxLength < Array.MaxLength, maxLength, "a sequence has at least no elements");
        _row = new Edits[maxLength + 1];
    }

    /// <summary>Pairs of sequences.</summary>
    public long Count { get; private set; }

    /// <summary>Elements of the true sequences.</summary>
    public long Length { get; private set; }

    /// <summary>Elements that were taken for another.</summary>
    public long Substitutions { get; private set; }

    /// <summary>True elements that were not found.</summary>
    public long Deletions { get; private set; }

    /// <summary>Found elements that are not there.</summary>
    public long Insertions { get; private set; }

    /// <summary>Pairs without an edit.</summary>
    public long Exact { get; private set; }

    /// <summary>Edits for each true element: the error rate, which may be above 1; NaN before the first, infinite if something was found where nothing is.</summary>
    public double ErrorRate => (double)(Substitutions + Deletions + Insertions) / Length;

    /// <summary>The share of pairs without an edit; NaN before the first.</summary>
    public double ExactShare => (double)Exact / Count;

    /// <summary>Adds a pair: characters (<c>"text".AsSpan()</c>), words (<c>text.Split(' ')</c>), tokens or labels.</summary>
    /// <typeparam name="T">What sequences are made of.</typeparam>
    /// <param name="truth">The true sequence; of any length.</param>
    /// <param name="found">The sequence that was found.</param>
    /// <returns>The edits between them.</returns>
    /// <exception cref="ArgumentException">What was found is longer than was said; nothing was added.</exception>
    public int Add<T>(ReadOnlySpan<T> truth, ReadOnlySpan<T> found)
        where T : IEquatable<T>
    {
        if (found.Length >= _row.Length)
        {
            throw new ArgumentException($"The sequence that was found has {found.Length} elements; room was made for {_row.Length - 1}.", nameof(found));
        }

        for (int j = 0; j <= found.Length; j++)
        {
            _row[j] = new(0, 0, j);
        }

        for (int i = 1; i <= truth.Length; i++)
        {
            Edits corner = _row[0];
            _row[0] = new(0, i, 0);
            for (int j = 1; j <= found.Length; j++)
            {
                Edits above = _row[j], left = _row[j - 1];
                Edits best = truth[i - 1].Equals(found[j - 1]) ? corner : corner with { Substitutions = corner.Substitutions + 1 };
                best = above.Sum + 1 < best.Sum ? above with { Deletions = above.Deletions + 1 } : best;
                best = left.Sum + 1 < best.Sum ? left with { Insertions = left.Insertions + 1 } : best;
                (corner, _row[j]) = (above, best);
            }
        }

        Edits edits = _row[found.Length];
        Count++;
        Length += truth.Length;
        Substitutions += edits.Substitutions;
        Deletions += edits.Deletions;
        Insertions += edits.Insertions;
        Exact += edits.Sum == 0 ? 1 : 0;
        return edits.Sum;
    }

    /// <summary>Forgets what was added.</summary>
    public void Reset() => (Count, Length, Substitutions, Deletions, Insertions, Exact) = (0, 0, 0, 0, 0, 0);

    /// <summary>The error rate and what it consists of, in a line.</summary>
    public override string ToString() =>
        $"{TextTable.Percent(ErrorRate)} errors: {Substitutions} substitutions, {Deletions} deletions, {Insertions} insertions of {Length}; {Exact} of {Count} exact";

    private readonly record struct Edits(int Substitutions, int Deletions, int Insertions)
    {
        public int Sum => Substitutions + Deletions + Insertions;
    }
}
