namespace EdgeSeq.Targets.LanguageModels;

/// <summary>A run that was begun could not be finished. The message is one line; exit code 1.</summary>
internal sealed class RunFailedException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="message">One line.</param>
    public RunFailedException(string message)
        : base(message)
    {
    }
}
