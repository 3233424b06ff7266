using System.Text;

namespace EdgeSeq.Text;

/// <content>Strings, for programs that have them; spans of UTF-8 allocate nothing.</content>
public sealed partial class Vocabulary
{
    /// <summary>Builds a vocabulary from texts, each of which ends a line: with <see cref="VocabularyOptions.HasEndOfSentence"/> a sentence of its own.</summary>
    /// <param name="texts">Read once.</param>
    /// <param name="options">What goes in.</param>
    /// <exception cref="ArgumentException">A text holds half of a surrogate pair, an option is out of range, or nothing of the texts goes in.</exception>
    public static Vocabulary Build(IEnumerable<string> texts, VocabularyOptions options)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var stream = new TextsStream(texts);
        return Build(stream, options);
    }

    /// <summary>Turns a text into tokens.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">It holds half of a surrogate pair, or something has no token and there is no <c>&lt;UNK&gt;</c>.</exception>
    public int[] Encode(string text)
    {
        byte[] utf8 = Utf8Of(text);
        int[] tokens = new int[CountTokens(utf8)];
        EncodePiece(utf8, tokens, isFinal: true, 0, out _);
        return tokens;
    }

    /// <summary>Turns tokens into a text. Bytes that are no UTF-8, as a model of bytes may write, become U+FFFD.</summary>
    /// <param name="tokens">Each 0 to Count - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        byte[] utf8 = new byte[CountBytes(tokens)];
        Decode(tokens, utf8);
        return Encoding.UTF8.GetString(utf8);
    }

    /// <exception cref="ArgumentException">The text holds half of a surrogate pair.</exception>
    internal static byte[] Utf8Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        MetadataTable.RequireWhole(text, nameof(text));
        return Encoding.UTF8.GetBytes(text);
    }
}
