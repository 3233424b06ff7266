namespace EdgeSeq.Text;

/// <summary>What goes into a vocabulary that is built from a text.</summary>
public sealed record VocabularyOptions
{
    /// <summary>Characters, grapheme clusters or words; bytes need no building.</summary>
    public TextLevel Level { get; init; } = TextLevel.Character;

    /// <summary>
    /// Whether capitals count, and are read, as small letters, one for one by Unicode 16 on every machine and in every language:
    /// ẞ as ß, but İ as itself, since i and a dot would be two. Words only.
    /// </summary>
    public bool LowerCase { get; init; }

    /// <summary>
    /// Tokens at most, <c>&lt;UNK&gt;</c> and <c>&lt;EOS&gt;</c> included: the most frequent, of equally frequent ones those
    /// whose UTF-8 bytes sort first.
    /// </summary>
    public int MaxSize { get; init; } = int.MaxValue;

    /// <summary>What occurs less often gets no token; at least 1.</summary>
    public int MinCount { get; init; } = 1;

    /// <summary>Whether token 0 is <c>&lt;UNK&gt;</c>, which stands for whatever has no token; without it that is an error.</summary>
    public bool HasUnknown { get; init; } = true;

    /// <summary>
    /// Whether a line feed is read as the token <c>&lt;EOS&gt;</c>, the end of a sentence, which is written as a line feed. So CR LF ends
    /// one, too; the CR is a token before it, except between words, where it is white space. Nothing else ends one: a lone CR, U+0085, U+2028
    /// and U+2029 are characters like others (between words white space), since they would be written as something that was not read.
    /// </summary>
    public bool HasEndOfSentence { get; init; }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate()
    {
        Require.That(
            Level is TextLevel.Character or TextLevel.Grapheme or TextLevel.Word, Level,
            "it must be Character, Grapheme or Word; for bytes there is Vocabulary.Bytes");
        Require.That(!LowerCase || Level == TextLevel.Word, LowerCase, "only words can be lower-cased");
        Require.That(MinCount >= 1, MinCount, "it must be at least 1");
        int special = (HasUnknown ? 1 : 0) + (HasEndOfSentence ? 1 : 0);
        Require.That(MaxSize > special, MaxSize, $"it must be at least {special + 1}: {special} special tokens and one from the text");
    }
}
