using EdgeSeq.Text;

namespace EdgeSeq.Evaluations.Data;

/// <summary>A text as words of small letters, its end held out.</summary>
internal sealed class WordText
{
    /// <summary>Reads a text.</summary>
    /// <param name="path">UTF-8.</param>
    /// <param name="words">Words of the vocabulary; the others are one token.</param>
    /// <param name="heldOut">Share of the text at its end that is not learned.</param>
    public WordText(string path, int words, double heldOut)
    {
        string text = File.ReadAllText(path);
        int cut = text.LastIndexOf('\n', (int)(text.Length * (1 - heldOut))) + 1;
        Vocabulary vocabulary = Vocabulary.Build([text[..cut]], new VocabularyOptions { Level = TextLevel.Word, LowerCase = true, MaxSize = words });
        int[] learned = vocabulary.Encode(text[..cut]), kept = vocabulary.Encode(text[cut..]);
        (Training, HeldOut) = (TokenSequence.Of(learned), TokenSequence.Of(kept));
        Tokens = learned.Length;
        Unknown = (double)kept.Count(token => token == vocabulary.UnknownToken) / kept.Length;
    }

    public TokenSequence Training { get; }

    public TokenSequence HeldOut { get; }

    /// <summary>Words to learn from.</summary>
    public int Tokens { get; }

    /// <summary>Share of held-out words that are not in the vocabulary.</summary>
    public double Unknown { get; }
}
