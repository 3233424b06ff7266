using System.Text;

namespace EdgeSeq.Evaluations.Data;

/// <summary>
/// Sentences of film reviews, 5,331 of either kind (Pang and Lee 2005), split by whitespace. Classes: 0 negative, 1 positive.
/// </summary>
internal sealed class ReviewSentences
{
    /// <summary>Token of words that are not in the vocabulary, and of words that are dropped.</summary>
    public const int Unknown = 0;

    private ReviewSentences(Example[] training, Example[] heldOut, Example[] test) => (Training, HeldOut, Test) = (training, heldOut, test);

    /// <summary>Eight tenths, shuffled.</summary>
    public Example[] Training { get; }

    /// <summary>A tenth, to stop by.</summary>
    public Example[] HeldOut { get; }

    /// <summary>A tenth, looked at once.</summary>
    public Example[] Test { get; }

    /// <summary>Reads and splits both files.</summary>
    /// <param name="negative">One sentence a line, Latin-1.</param>
    /// <param name="positive">As <paramref name="negative"/>.</param>
    /// <param name="vocabulary">Tokens at most, the unknown one included: the words most frequent in the training part.</param>
    /// <param name="seed">Of the split.</param>
    public static ReviewSentences Read(string negative, string positive, int vocabulary, ulong seed)
    {
        (string[] Words, int Class)[] all = [.. Sentences(negative, 0), .. Sentences(positive, 1)];
        new RandomGenerator(seed).Shuffle(all.AsSpan());
        int tenth = all.Length / 10;
        var tokens = all.AsSpan(2 * tenth).ToArray().SelectMany(sentence => sentence.Words).CountBy(word => word)
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(vocabulary - 1)
            .Select((pair, index) => (pair.Key, index)).ToDictionary(pair => pair.Key, pair => pair.index + 1, StringComparer.Ordinal);
        Example[] examples =
        [
            .. all.Select(sentence => Example.OfTokens(
                [.. sentence.Words.Select(word => tokens.GetValueOrDefault(word, Unknown))], sentence.Class)),
        ];
        return new ReviewSentences(examples[(2 * tenth)..], examples[..tenth], examples[tenth..(2 * tenth)]);
    }

    private static IEnumerable<(string[] Words, int Class)> Sentences(string path, int label) =>
        from line in File.ReadLines(path, Encoding.Latin1)
        let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        where words.Length > 0
        select (words, label);
}
