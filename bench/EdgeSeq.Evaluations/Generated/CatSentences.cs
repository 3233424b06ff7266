using EdgeSeq.Evaluations.Running;

namespace EdgeSeq.Evaluations.Generated;

/// <summary>
/// "the cat, which already ate ..., was full" / "the cats, which ..., were full": the verb agrees with a noun that stands
/// <c>distance</c> words before it, and with none of the nouns between them.
/// </summary>
internal static class CatSentences
{
    /// <summary>The words; a token is a place in this list.</summary>
    public static readonly string[] Words =
    [
        "the", "cat", "cats", "which", "already", "ate", "was", "were", "full",
        "a", "fish", "dog", "dogs", "bowl", "bowls", "fresh", "tasty", "small", "big", "and", "of", "with", "some", "many", "one",
    ];

    public const int Was = 6, Were = 7;

    private const int FirstFiller = 9;

    /// <summary>Words from the noun to the verb, at least: which already ate.</summary>
    public const int ShortestDistance = 5;

    /// <summary>A sentence up to the verb; its last target is the verb, all others do not count.</summary>
    /// <param name="batch">Its window must hold the distance and one word more.</param>
    /// <param name="row">The row to fill.</param>
    /// <param name="distance">Steps from the noun to the verb, at least <see cref="ShortestDistance"/>.</param>
    /// <param name="random">Which noun, which words between.</param>
    public static void Fill(SequenceBatch batch, int row, int distance, RandomGenerator random)
    {
        Span<int> tokens = batch.Tokens.AsSpan(row * batch.Window, batch.Window);
        Span<int> targets = batch.Classes.AsSpan(row * batch.Window, batch.Window);
        tokens.Clear();
        targets.Fill(-1);
        bool plural = random.NextInt32(2) == 1;
        (tokens[0], tokens[1], tokens[2], tokens[3], tokens[4]) = (0, plural ? 2 : 1, 3, 4, 5);
        int length = distance + 1;
        for (int t = 5; t < length; t++)
        {
            tokens[t] = FirstFiller + random.NextInt32(Words.Length - FirstFiller);
        }

        targets[length - 1] = plural ? Were : Was;
        batch.Lengths[row] = length;
    }
}
