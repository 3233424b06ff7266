using System.Diagnostics;
using System.Globalization;

namespace EdgeSeq.Bench.Startup;

/// <summary>What one start of <c>EdgeSeq.Bench.Startup</c> took, seen from outside.</summary>
/// <param name="Isa">The instruction set that the program says it uses.</param>
/// <param name="First">Seconds from the start of the process to the end of the first training step.</param>
/// <param name="Thousand">Seconds to the end of the thousandth.</param>
/// <param name="Rate">Tokens a second after that, at best.</param>
internal sealed record StartupTimes(string Isa, double First, double Thousand, double Rate)
{
    /// <summary>Starts the program and waits for its end.</summary>
    /// <exception cref="InvalidOperationException">It did not say what it should.</exception>
    public static StartupTimes Measure(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string first = Read(process, out double firstSeconds, begin);
        Read(process, out double thousandSeconds, begin);
        double rate = double.Parse(Read(process, out _, begin), CultureInfo.InvariantCulture);
        process.WaitForExit();
        return new StartupTimes(first.Split(' ')[^1], firstSeconds, thousandSeconds, rate);
    }

    private static string Read(Process process, out double seconds, long begin)
    {
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{process.StartInfo.FileName} ended early.");
        seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return line;
    }
}
