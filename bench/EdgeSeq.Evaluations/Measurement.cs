using System.Diagnostics;

namespace EdgeSeq.Evaluations;

/// <summary>What one model reached.</summary>
/// <param name="Form">Cell, sizes and form.</param>
/// <param name="Figure">What was measured, with its unit.</param>
/// <param name="Value">The measured figure.</param>
/// <param name="Goal">What it should be; null where it is only reported.</param>
internal sealed record Measurement(string Form, string Figure, double Value, Goal? Goal = null)
{
    /// <summary>How it was trained.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Processor seconds of training and measuring, compilation at run time included.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>False if a goal was missed.</summary>
    public bool IsGood => Goal is null || Goal.IsMetBy(Value);

    /// <summary>Runs something and notes how long the processor took.</summary>
    public static Measurement Timed(Func<Measurement> run)
    {
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        Measurement measurement = run();
        process.Refresh();
        return measurement with { CpuSeconds = (process.TotalProcessorTime - before).TotalSeconds };
    }
}
