using System.CommandLine;
using System.Globalization;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Machine;

namespace EdgeSeq.Bench.Startup;

/// <summary><c>startup</c>: how long a program takes from its start to its first results, by the JIT and ahead of time.</summary>
internal static class StartupCommand
{
    private const int Runs = 7;

    public static Command Create()
    {
        var aot = new Option<FileInfo?>("--aot") { Description = "EdgeSeq.Bench.Startup published ahead of time, to compare." };
        Option<int?> core = CompareCommand.CoreOption();
        var command = new Command("startup", "Time from the start of a process to 1,000 training steps of a GRU (V = 96, H = 128, B = 1, T = 64).") { aot, core };
        command.SetAction(arguments => Run(arguments.GetValue(aot), arguments.GetValue(core)));
        return command;
    }

    private static int Run(FileInfo? aot, int? core)
    {
        CorePinning.Pin(core);    // children start where this thread is
        Console.WriteLine($"Median of {Runs} starts on one core\n{"",-8} {"isa",-9} {"first step",12} {"1,000 steps",12} {"then",18}");
        StartupTimes jit = Measure("JIT", BuiltProject.Host, [BuiltProject.PathOf("EdgeSeq.Bench.Startup")]);
        if (aot is not null)
        {
            StartupTimes native = Measure("AOT", aot.FullName, []);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"AOT trains at {native.Rate / jit.Rate:F3} x the speed of the JIT{(native.Isa == jit.Isa ? "" : ", with other instructions")}."));
        }

        return 0;
    }

    private static StartupTimes Measure(string name, string program, string[] arguments)
    {
        StartupTimes[] runs = [.. Enumerable.Range(0, Runs).Select(_ => StartupTimes.Measure(program, arguments))];
        var median = new StartupTimes(runs[0].Isa, Median(runs, run => run.First), Median(runs, run => run.Thousand), Median(runs, run => run.Rate));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-8} {median.Isa,-9} {median.First * 1000,9:F0} ms {median.Thousand * 1000,9:F0} ms {median.Rate / 1000,7:F1} k tokens/s"));
        return median;
    }

    private static double Median(StartupTimes[] runs, Func<StartupTimes, double> value) => runs.Select(value).Order().ElementAt(runs.Length / 2);
}
