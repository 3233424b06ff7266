using System.Text;

using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Text;

/// <summary>
/// Shows sampled tokens, all at once or as they come: UTF-8 where they are UTF-8, and nothing that could steer a terminal.
/// Bytes that are no UTF-8 become the replacement character U+FFFD, control characters other than line feed and tab their
/// control picture (escape: U+241B).
/// </summary>
/// <param name="vocabulary">What tokens stand for.</param>
internal sealed class PrintableText(Vocabulary vocabulary)
{
    private const char ControlPictures = '\u2400';

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly byte[] _bytes = new byte[vocabulary.MaxTokenBytes];
    private readonly char[] _chars = new char[vocabulary.MaxTokenBytes + 2];
    private int? _previous;

    /// <summary>The text of tokens.</summary>
    public static string Of(Vocabulary vocabulary, ReadOnlySpan<int> tokens)
    {
        byte[] bytes = new byte[vocabulary.CountBytes(tokens)];
        vocabulary.Decode(tokens, bytes);
        return Of(bytes);
    }

    /// <summary>The text of UTF-8.</summary>
    public static string Of(ReadOnlySpan<byte> utf8)
    {
        char[] text = Encoding.UTF8.GetString(utf8).ToCharArray();
        Tame(text);
        return new string(text);
    }

    /// <summary>The text that one more token adds; nothing while a character has bytes to come.</summary>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<char> Next(int token)
    {
        int bytes = vocabulary.DecodeNext(_previous, token, _bytes);
        _previous = token;
        Span<char> text = _chars.AsSpan(0, _decoder.GetChars(_bytes.AsSpan(0, bytes), _chars, flush: false));
        Tame(text);
        return text;
    }

    private static void Tame(Span<char> text)
    {
        foreach (ref char c in text)
        {
            if (c is '\u007F')
            {
                c = '\u2421';
            }
            else if (c < ' ' && c is not ('\n' or '\t'))
            {
                c = (char)(ControlPictures + c);
            }
            else if (c is >= '\u0080' and < '\u00A0' or '\u202E')
            {
                c = '\uFFFD';
            }
        }
    }
}
