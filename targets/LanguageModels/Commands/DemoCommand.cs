namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary>The application without arguments: <c>train</c> with its defaults and a loss curve.</summary>
internal static class DemoCommand
{
    /// <summary>Runs the demo.</summary>
    /// <param name="app">The application.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="interrupted">Asks it to end early.</param>
    public static int Run(LanguageApp app, Terminal terminal, CancellationToken interrupted)
    {
        int exitCode = TrainJob.Run(app, app.Defaults with { Curve = Curve($"{app.Name}-loss.svg") }, terminal, interrupted);
        terminal.Text.WriteLine();
        terminal.Text.WriteLine("Your own text: train --corpus FILE --save MODEL, then sample, next or score --model MODEL (--help tells more).");
        return exitCode;
    }

    // Nobody chose where the demo runs: a directory that cannot be written is no reason to fail.
    private static OutputFile? Curve(string name)
    {
        try
        {
            return OutputFile.Check("--curve", name);
        }
        catch (UsageException)
        {
            return OutputFile.Check("--curve", Path.Combine(Path.GetTempPath(), name));
        }
    }
}
