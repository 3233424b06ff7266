namespace EdgeSeq.Evaluations.Data;

/// <summary>
/// The pieces of two to four letters that a word is made of, its ends marked, each as one of a number of buckets: P. Bojanowski et al. (2017). What was never
/// seen is known by its pieces.
/// </summary>
internal static class LetterGrams
{
    /// <summary>Pieces of a word; of a longer one the first, which are the shortest.</summary>
    public const int Most = 48;

    /// <summary>Buckets.</summary>
    public const int Buckets = 4096;

    private const int Shortest = 2, Longest = 4;

    /// <summary>Writes the buckets of a word, and -1 behind them.</summary>
    public static void Write(string word, Span<float> buckets)
    {
        string marked = $"<{word}>";
        buckets.Fill(-1);
        int count = 0;
        for (int length = Shortest; length <= Longest; length++)
        {
            for (int first = 0; first + length <= marked.Length && count < buckets.Length; first++)
            {
                buckets[count++] = BucketOf(marked.AsSpan(first, length));
            }
        }
    }

    /// <summary>FNV-1a, Fowler, Noll and Vo.</summary>
    private static int BucketOf(ReadOnlySpan<char> piece)
    {
        uint hash = 2166136261;
        foreach (char letter in piece)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return (int)(hash % Buckets);
    }
}
