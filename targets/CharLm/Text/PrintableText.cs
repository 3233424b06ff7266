using System.Text;

namespace EdgeSeq.Targets.CharLm.Text;

/// <summary>Shows sampled bytes: UTF-8 where they are UTF-8, and nothing that could steer a terminal.</summary>
internal static class PrintableText
{
    private const char ControlPictures = '\u2400';

    /// <summary>
    /// Decodes tokens. Bytes that are no UTF-8 become the replacement character U+FFFD, control characters other than
    /// line feed and tab their control picture (escape: U+241B).
    /// </summary>
    /// <param name="tokens">Bytes, 0 to 255.</param>
    public static string Of(ReadOnlySpan<int> tokens)
    {
        byte[] bytes = new byte[tokens.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)tokens[i];
        }

        var text = new StringBuilder(Encoding.UTF8.GetString(bytes));
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\u007F')
            {
                text[i] = '\u2421';
            }
            else if (c < ' ' && c is not ('\n' or '\t'))
            {
                text[i] = (char)(ControlPictures + c);
            }
            else if (c is >= '\u0080' and < '\u00A0' or '\u202E')
            {
                text[i] = '\uFFFD';
            }
        }

        return text.ToString();
    }
}
