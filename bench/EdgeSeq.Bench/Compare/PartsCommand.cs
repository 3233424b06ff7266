using System.CommandLine;
using System.Globalization;
using EdgeSeq.Bench.Contestants;
using EdgeSeq.Bench.Machine;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Compare;

/// <summary><c>parts</c>: where the time of a training step goes, EdgeSeq and C side by side.</summary>
internal static class PartsCommand
{
    private const double RoundSeconds = 0.004;
    private const int RoundCount = 61;

    public static Command Create()
    {
        Option<string[]> filter = CompareCommand.FilterOption();
        Option<int?> core = CompareCommand.CoreOption();
        var command = new Command("parts", "Times forward, backward and update of training steps.") { filter, core };
        command.SetAction(arguments => Run(arguments.GetValue(filter) ?? [], arguments.GetValue(core)));
        return command;
    }

    private static int Run(string[] filter, int? core)
    {
        Workload[] workloads = [.. Workloads.All.Where(w => w.Parts is not null && CompareCommand.Matches(w, filter))];
        using var c = new CPeer(CCompiler.Find());
        c.Prepare(workloads, quick: false);
        CorePinning.Pin(core);
        Console.WriteLine("Microseconds a training step, and GFLOP/s of the products in them (fastest round of each part)");
        Console.WriteLine($"{"",-30} {"peer",-8} {"forward",17} {"loss + backward",17} {"clip + Adam",11} {"all",9}");
        foreach (Workload workload in workloads)
        {
            ITrainingContestant[] contestants = [workload.Parts!(workload), .. c.Enter(workload).Cast<ITrainingContestant>()];
            Measure(workload, contestants);
            foreach (ITrainingContestant contestant in contestants)
            {
                contestant.Dispose();
            }
        }

        return 0;
    }

    private static void Measure(Workload workload, ITrainingContestant[] contestants)
    {
        Comparison.WarmUp(contestants, Effort.Full);
        int[] steps = [.. contestants.Select(c => Rounds.Iterations(c, RoundSeconds))];
        var rounds = contestants.Select(_ => new List<TrainingParts>()).ToArray();
        for (int round = 0; round < RoundCount; round++)
        {
            for (int i = 0; i < contestants.Length; i++)
            {
                rounds[i].Add(contestants[i].MeasureParts(steps[i]));
            }
        }

        for (int i = 0; i < contestants.Length; i++)
        {
            Print(workload, contestants[i].Peer, rounds[i]);
        }
    }

    private static void Print(Workload workload, string peer, List<TrainingParts> rounds)
    {
        double tokens = workload.Batch * workload.Window;
        double forwardFlops = Workload.RecurrentFlops(workload.Shape) * tokens;
        double backwardFlops = Workload.Flops(workload.Shape) * tokens - forwardFlops;
        double forward = rounds.Min(r => r.Forward), backward = rounds.Min(r => r.Backward);
        double update = rounds.Min(r => r.Update);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{workload.Label,-30} {peer,-8} {forward * 1e6,9:F1} ({forwardFlops / forward * 1e-9,5:F1}) {backward * 1e6,9:F1} ({backwardFlops / backward * 1e-9,5:F1}) {update * 1e6,11:F1} {(forward + backward + update) * 1e6,9:F1}"));
    }
}
