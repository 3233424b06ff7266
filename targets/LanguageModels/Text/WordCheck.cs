namespace EdgeSeq.Targets.LanguageModels.Text;

/// <summary>
/// How much of a sampled text is words: the share of its alphabetic words (runs of three or more letters a-z, A-Z) that
/// occur, as whole words and in the same case, in the corpus.
/// </summary>
/// <param name="Words">Alphabetic words in the sample.</param>
/// <param name="Known">Those of them that occur in the corpus.</param>
internal readonly record struct WordCheck(int Words, int Known)
{
    private const int ShortestWord = 3;

    /// <summary>Known words of all words; 0 when there are none.</summary>
    public double Share => Words == 0 ? 0 : (double)Known / Words;

    /// <summary>Compares a sample with the corpus it was learned from.</summary>
    public static WordCheck Of(ReadOnlySpan<byte> sample, ReadOnlySpan<byte> corpus)
    {
        var known = new HashSet<string>(WordsOf(corpus), StringComparer.Ordinal);
        List<string> words = WordsOf(sample);
        return new WordCheck(words.Count, words.Count(known.Contains));
    }

    private static List<string> WordsOf(ReadOnlySpan<byte> text)
    {
        var words = new List<string>();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsAsciiLetter((char)text[i]))
            {
                continue;
            }

            if (i - start >= ShortestWord)
            {
                words.Add(System.Text.Encoding.ASCII.GetString(text[start..i]));
            }

            start = i + 1;
        }

        return words;
    }
}
