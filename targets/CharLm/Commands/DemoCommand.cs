namespace EdgeSeq.Targets.CharLm.Commands;

/// <summary><c>charlm</c> without arguments: <c>train</c> with its defaults and a loss curve.</summary>
internal static class DemoCommand
{
    private const string CurveFile = "charlm-loss.svg";

    /// <summary>Runs the demo.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static int Run(Terminal terminal)
    {
        int exitCode = TrainJob.Run(new TrainSettings { Curve = Curve() }, terminal);
        terminal.Text.WriteLine();
        terminal.Text.WriteLine("Your own text: train --corpus FILE --save MODEL, then sample --model MODEL (--help tells more).");
        return exitCode;
    }

    // Nobody chose where the demo runs: a directory that cannot be written is no reason to fail.
    private static OutputFile? Curve()
    {
        try
        {
            return OutputFile.Check("--curve", CurveFile);
        }
        catch (UsageException)
        {
            return OutputFile.Check("--curve", Path.Combine(Path.GetTempPath(), CurveFile));
        }
    }
}
