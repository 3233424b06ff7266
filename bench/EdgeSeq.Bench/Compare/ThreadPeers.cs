using System.Globalization;
using EdgeSeq.Bench.Contestants;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Compare;

/// <summary>
/// The second half of <c>compare --threads</c>: training by EdgeSeq, oneDNN and PyTorch, each on one thread and on several, in turn.
/// </summary>
internal static class ThreadPeers
{
    private static readonly Effort s_effort = new(21, 0.02, 1.6);

    public static int Run(int threads, string[] filter, bool best)
    {
        (Workload Workload, Func<int, IContestant> EdgeSeq)[] entries =
        [
            .. ((int[])[16, 32]).SelectMany(batch => new[]
            {
                Entry<GruV96H64>($"train-v96 gru H=64 B={batch}"), Entry<GruV96H128>($"train-v96 gru H=128 B={batch}"),
                Entry<LstmV96H64>($"train-v96 lstm H=64 B={batch}"), Entry<LstmV96H128>($"train-v96 lstm H=128 B={batch}"),
            }),
        ];
        entries = [.. entries.Where(entry => CompareCommand.Matches(entry.Workload, filter))];
        var compiler = CCompiler.Find();
        IPeer[] peers =
        [
            new OneDnnPeer(compiler, 1), new OneDnnPeer(compiler, threads), RemotePeer.PyTorch(core: null, 1), RemotePeer.PyTorch(core: null, threads),
        ];
        Workload[] workloads = [.. entries.Select(entry => entry.Workload)];
        foreach (string remark in peers.Select(peer => peer.Prepare(workloads, quick: false)).OfType<string>().Distinct())
        {
            Console.WriteLine(remark);
        }

        Console.WriteLine($"{"",-32} {"",-8} {"1 thread us",12} {"threads us",12} {"ratio",8} {"of ours",8}");
        bool sound = true;
        foreach ((Workload workload, Func<int, IContestant> edgeSeq) in entries)
        {
            IContestant[] contestants =
            [
                .. new[] { edgeSeq(1), edgeSeq(threads) }.Concat(peers.SelectMany(peer => peer.Enter(workload))).Select(contestant => new RestedContestant(contestant)),
            ];
            IReadOnlyList<Measurement> results = Comparison.Run(contestants, s_effort, best);
            for (int i = 0; i + 1 < results.Count; i += 2)
            {
                sound &= Print(workload, results[i], results[i + 1], ours: results[1]);
            }

            Array.ForEach(contestants, contestant => contestant.Dispose());
        }

        Array.ForEach(peers, peer => peer.Dispose());
        return sound ? 0 : 1;
    }

    /// <returns>Whether both computed what EdgeSeq did.</returns>
    private static bool Print(Workload workload, Measurement one, Measurement many, Measurement ours)
    {
        bool agree = one.Agrees && many.Agrees;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{workload.Label,-32} {one.Peer,-8} {one.Seconds * 1e6,12:F1} {many.Seconds * 1e6,12:F1} {one.Seconds / many.Seconds,8:F2} {many.Seconds / ours.Seconds,8:F2}{(agree ? "" : "  differs from EdgeSeq")}"));
        return agree;
    }

    private static (Workload Workload, Func<int, IContestant> EdgeSeq) Entry<TShape>(string label)
        where TShape : struct, ILanguageModel, ITrainableModel
    {
        Workload workload = Workloads.All.First(candidate => candidate.Label == label);
        return (workload, threads => new EdgeSeqTraining<TShape>(workload, threads));
    }
}
