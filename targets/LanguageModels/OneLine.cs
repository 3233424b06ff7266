namespace EdgeSeq.Targets.LanguageModels;

/// <summary>Messages of exceptions, fit for one line on the error stream.</summary>
internal static class OneLine
{
    /// <summary>The message of an exception with every run of white space as one blank.</summary>
    public static string Of(Exception exception) => Of(exception.Message);

    /// <summary>The text with every run of white space as one blank.</summary>
    public static string Of(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
