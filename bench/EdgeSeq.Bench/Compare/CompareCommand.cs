using System.CommandLine;
using EdgeSeq.Bench.Contestants;
using EdgeSeq.Bench.Machine;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Compare;

/// <summary><c>compare</c>: EdgeSeq and its peers side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var csv = new Option<FileInfo?>("--csv") { Description = "Also write peer,workload,cell,H,B,T,value,unit to this file." };
        var quick = new Option<bool>("--quick") { Description = "A few workloads, the widest C peer only, no managed peer: seconds instead of minutes." };
        Option<string[]> filter = FilterOption();
        Option<int?> core = CoreOption();
        var best = new Option<bool>("--best") { Description = "The fastest round instead of the median: for tuning on a machine that is busy with other work." };
        var list = new Option<bool>("--list") { Description = "Print the labels and stop." };
        var command = new Command("compare", "Times EdgeSeq and its peers in turn on one core.") { csv, quick, filter, core, best, list };
        command.SetAction(arguments => Run(
            arguments.GetValue(csv), arguments.GetValue(quick), arguments.GetValue(filter) ?? [], arguments.GetValue(core),
            arguments.GetValue(best), arguments.GetValue(list)));
        return command;
    }

    public static Option<string[]> FilterOption() => new("--filter")
    {
        Description = "Only workloads whose label (\"train-v256 gru H=128 B=16\", \"step gru H=64 B=1\") has all these words.",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<int?> CoreOption() => new("--core") { Description = "Core to run on; the last one by default." };

    private static int Run(FileInfo? csv, bool quick, string[] filter, int? core, bool best, bool list)
    {
        // A filter chooses by itself; without one, --quick does.
        Workload[] workloads = [.. Workloads.All.Where(w => filter.Length > 0 ? Matches(w, filter) : !quick || w.InQuickMode)];
        if (list || workloads.Length == 0)
        {
            Console.WriteLine(workloads.Length == 0 ? "No workload matches." : string.Join('\n', workloads.Select(w => w.Label)));
            return list ? 0 : 2;
        }

        CCompiler? compiler = CCompiler.Find();
        Dictionary<CBuild, string> libraries = Compile(workloads, compiler, quick);
        int? pinned = CorePinning.Pin(core);
        double? peak = compiler is null ? null : PeakFlops.Measure(compiler);
        Console.WriteLine(FormattableString.Invariant(
            $"EdgeSeq on {Hardware.ActiveIsa}, .NET {Environment.Version}, core {pinned?.ToString() ?? "not pinned"}"));
        Console.WriteLine(compiler is null
            ? "No C compiler (cc, or $CC): the C peers and the share of the peak are left out."
            : FormattableString.Invariant($"C: {compiler.Version}; peak {peak:F1} GFLOP/s of fused multiply-adds"));

        using StreamWriter? file = csv?.CreateText();
        var report = new Report(Console.Out, file, peak);
        report.Begin();
        foreach (Workload workload in workloads)
        {
            IEnumerable<IContestant> native = workload.Builds.Where(libraries.ContainsKey).Select(b => workload.Native(b, libraries[b]));
            IContestant[] contestants = [.. workload.Managed(!quick), .. native];
            report.Add(workload, Comparison.Run(contestants, quick ? Effort.Quick : Effort.Full, best));
            foreach (IContestant contestant in contestants)
            {
                contestant.Dispose();
            }
        }

        return report.Sound ? 0 : 1;
    }

    public static bool Matches(Workload workload, string[] words)
    {
        string[] label = workload.Label.Split(' ');
        return words.SelectMany(w => w.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .All(w => label.Contains(w, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Before the thread is pinned, so that the compiler has the other cores. <c>--quick</c>: the widest vectors only.</summary>
    public static Dictionary<CBuild, string> Compile(Workload[] workloads, CCompiler? compiler, bool quick)
    {
        if (compiler is null)
        {
            return [];
        }

        CBuild[] builds = [.. workloads.SelectMany(w => w.Builds).Distinct().Where(b => !quick || b.Variant == CCompiler.Variants[0])];
        int missing = builds.Count(b => !compiler.IsCompiled(b));
        if (missing > 0)
        {
            Console.Error.WriteLine($"Compiling {missing} C peers, kept for the next time...");
        }

        return builds.AsParallel().Select(b => (Build: b, Library: compiler.Compile(b))).ToDictionary(b => b.Build, b => b.Library);
    }
}
