namespace EdgeSeq.Bench.History;

/// <summary>A row of the chart: one workload and cell, and how many times as fast as each peer EdgeSeq is.</summary>
/// <param name="Group">The workload, batches of training apart: <c>train-v96, B = 1</c>.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Speeds">By peer: the geometric mean over the sizes H, the lowest and the highest.</param>
internal sealed record SpeedRow(string Group, string Cell, IReadOnlyDictionary<string, (double Mean, double Low, double High)> Speeds)
{
    private const string EdgeSeq = "edgeseq", TokensPerSecond = "tokens/s", NanosecondsPerStep = "ns/step";

    /// <summary>The rows of a comparison, in its order.</summary>
    public static SpeedRow[] Of(IEnumerable<ComparisonRow> rows, IReadOnlyCollection<string> peers)
    {
        ComparisonRow[] timed = [.. rows.Where(row => row.Unit is TokensPerSecond or NanosecondsPerStep)];
        var own = timed.Where(row => row.Peer == EdgeSeq).ToDictionary(row => row.Key);
        return
        [
            .. from row in timed
               where peers.Contains(row.Peer)
               let speed = row.Unit == NanosecondsPerStep ? row.Value / own[row.Key].Value : own[row.Key].Value / row.Value
               group (row.Peer, speed) by (Group: GroupOf(row), row.Cell) into line
               select new SpeedRow(line.Key.Group, line.Key.Cell, line.GroupBy(item => item.Peer).ToDictionary(
                   peer => peer.Key,
                   peer => (Math.Exp(peer.Average(item => Math.Log(item.speed))), peer.Min(item => item.speed), peer.Max(item => item.speed)))),
        ];
    }

    private static string GroupOf(ComparisonRow row) =>
        row.Unit == NanosecondsPerStep ? row.Workload : $"{row.Workload}, {(row.Batch == 1 ? "B = 1" : "B > 1")}";
}
