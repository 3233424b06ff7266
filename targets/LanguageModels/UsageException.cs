namespace EdgeSeq.Targets.LanguageModels;

/// <summary>What the user asked for cannot be done. The message is one line that names the value and the cure; exit code 2.</summary>
internal sealed class UsageException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="message">One line.</param>
    public UsageException(string message)
        : base(message)
    {
    }
}
