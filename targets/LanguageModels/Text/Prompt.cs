using System.Text;

using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Text;

/// <summary>Texts of the command line as tokens.</summary>
internal static class Prompt
{
    /// <summary>Encodes a text.</summary>
    /// <exception cref="UsageException">A part of it has no token.</exception>
    public static int[] Encode(Vocabulary vocabulary, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        try
        {
            int[] tokens = new int[vocabulary.CountTokens(utf8)];
            vocabulary.Encode(utf8, tokens);
            return tokens;
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"The text '{OneLine.Of(text)}' cannot be used: {OneLine.Of(e)}");
        }
    }
}
