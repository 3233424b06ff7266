using System.CommandLine;
using EdgeSeq.Bench.Contestants;
using EdgeSeq.Bench.History;
using EdgeSeq.Bench.Machine;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Compare;

/// <summary><c>compare</c>: EdgeSeq and its peers side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var csv = new Option<FileInfo?>("--csv") { Description = "Also write peer,workload,cell,H,B,T,value,unit to this file." };
        var history = new Option<bool>("--history") { Description = "Write it to bench/history of this repository, under date, commit and machine." };
        var quick = new Option<bool>("--quick") { Description = "A few workloads, the widest C peer only, no managed peers, no PyTorch: seconds instead of minutes." };
        Option<string[]> filter = FilterOption();
        Option<int?> core = CoreOption();
        var best = new Option<bool>("--best") { Description = "The fastest round instead of the median: for tuning on a machine that is busy with other work." };
        var check = new Option<bool>("--check") { Description = "Compare what the peers compute, and time nothing." };
        var list = new Option<bool>("--list") { Description = "Print the labels and stop." };
        var threads = new Option<int?>("--threads") { Description = "Training on so many threads beside one, of EdgeSeq, oneDNN and PyTorch; readers likewise, and streams in a group beside sessions." };
        var rtNeural = new Option<DirectoryInfo?>("--rtneural") { Description = "A clone of RTNeural, which then takes part in step-audio." };
        var command = new Command("compare", "Times EdgeSeq and its peers in turn on one core.") { csv, history, quick, filter, core, best, check, list, threads, rtNeural };
        command.SetAction(arguments =>
        {
            string[] words = arguments.GetValue(filter) ?? [];
            string[] problems =
            [
                .. CompareProblems.Of(
                    arguments.GetValue(csv), arguments.GetValue(history), arguments.GetValue(quick), words, arguments.GetValue(core), arguments.GetValue(check),
                    arguments.GetValue(threads), arguments.GetValue(rtNeural)),
            ];
            if (problems.Length > 0)
            {
                Console.Error.WriteLine(string.Join('\n', problems));
                return 1;
            }

            return arguments.GetValue(threads) is int count ? new ThreadScaling(count, words).Run(arguments.GetValue(best)) : Run(
                arguments.GetValue(history) ? HistoryFile.Create() : arguments.GetValue(csv), arguments.GetValue(quick), words, arguments.GetValue(core),
                arguments.GetValue(best), arguments.GetValue(check), arguments.GetValue(list), arguments.GetValue(rtNeural));
        });
        return command;
    }

    public static Option<string[]> FilterOption() => new("--filter")
    {
        Description = "Only workloads whose label (\"train-v256 gru H=128 B=16\", \"step gru H=64 B=1\") has all these words.",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<int?> CoreOption() => new("--core") { Description = "Core to run on; the last one by default." };

    private static int Run(FileInfo? csv, bool quick, string[] filter, int? core, bool best, bool check, bool list, DirectoryInfo? rtNeural)
    {
        Workload[] workloads = Choose(quick, filter);
        if (list)
        {
            Console.WriteLine(string.Join('\n', workloads.Select(w => w.Label)));
            return 0;
        }

        CCompiler? compiler = CCompiler.Find();
        IPeer[] peers = [.. PeerCatalogue.Create(compiler, CorePinning.Choose(core), rtNeural).Where(peer => !quick || peer.InQuickMode)];
        string[] remarks = [.. peers.Select(peer => peer.Prepare(workloads, quick)).OfType<string>()];
        int? pinned = CorePinning.Pin(core);
        MachineLimits? limits = compiler is null ? null : MachineLimits.Measure(compiler);
        Console.WriteLine(FormattableString.Invariant(
            $"EdgeSeq on {Hardware.ActiveIsa}, .NET {Environment.Version}, core {pinned?.ToString() ?? "not pinned"}"));
        foreach (string remark in remarks.Append(limits?.ToString() ?? "No C compiler: the limits of the core are not measured."))
        {
            Console.WriteLine(remark);
        }

        using StreamWriter? file = csv?.CreateText();
        var report = new Report(Console.Out, file, limits);
        report.Begin();
        foreach (Workload workload in workloads)
        {
            IContestant[] contestants = [.. workload.EdgeSeq(workload), .. peers.SelectMany(peer => peer.Enter(workload))];
            if (check)
            {
                report.Check(workload, Comparison.Check(contestants));
            }
            else
            {
                report.Add(workload, Comparison.Run(contestants, quick ? Effort.Quick : Effort.Full, best));
            }

            DisposeAll(contestants);
        }

        DisposeAll(peers);
        return report.Sound ? 0 : 1;
    }

    /// <summary>A filter chooses by itself; without one, --quick does.</summary>
    public static Workload[] Choose(bool quick, string[] filter) => [.. Workloads.All.Where(w => filter.Length > 0 ? Matches(w, filter) : !quick || w.InQuickMode)];

    private static void DisposeAll(IEnumerable<IDisposable> all)
    {
        foreach (IDisposable one in all)
        {
            one.Dispose();
        }
    }

    public static bool Matches(Workload workload, string[] words) => Matches(workload.Label, words);

    /// <summary>Whether a label has all of some words.</summary>
    public static bool Matches(string text, string[] words)
    {
        string[] label = text.Split(' ');
        return words.SelectMany(w => w.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .All(w => label.Contains(w, StringComparer.OrdinalIgnoreCase));
    }
}
