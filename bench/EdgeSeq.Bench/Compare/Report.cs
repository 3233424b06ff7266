using System.Globalization;
using EdgeSeq.Bench.Machine;

namespace EdgeSeq.Bench.Compare;

/// <summary>The table on the console and the lines of the CSV file.</summary>
internal sealed class Report(TextWriter table, TextWriter? csv, MachineLimits? limits)
{
    private const string CsvHeader = "peer,workload,cell,H,B,T,value,unit", Limits = "limits", C = "c";
    private string? _section;

    /// <summary>Whether all peers agreed with EdgeSeq, and EdgeSeq allocated nothing.</summary>
    public bool Sound { get; private set; } = true;

    public void Begin()
    {
        csv?.WriteLine(CsvHeader);
        if (limits is not null)
        {
            WriteCsv(Limits, "peak-fma", "-", 0, 0, 0, limits.Flops * 1e-9, "GFLOP/s");
            foreach ((int bytes, double rate) in limits.Reads)
            {
                WriteCsv(Limits, $"read-{bytes >> 10}K", "-", 0, 0, 0, rate * 1e-9, "GB/s");
            }
        }
    }

    public void Add(Workload workload, IReadOnlyList<Measurement> measurements)
    {
        Heading(workload);
        Measurement edge = measurements[0];
        Measurement[] others = [.. measurements.Skip(1).OrderBy(m => m.Seconds)];
        table.Write(Line($"{workload.CellName,-4} {workload.Shape.Hidden,4} {workload.Batch,3}  {Text(workload, edge),9}"));
        table.Write(others.Length == 0 ? Line($" {"-",9} {"-",6}  {"",-16}") : Line($" {Text(workload, others[0]),9} {Ratio(workload, edge, others[0]),6:F2}  {others[0].Peer,-16}"));
        Bound? least = limits is null ? null : Bound.Of(workload, limits);
        Measurement? bound = least is null ? null : new Measurement(Limits, least.Seconds, 0, 0);
        if (limits is not null)
        {
            table.Write(bound is null ? Line($" {"-",9} {"-",-4} {"-",6}") : Line($" {Text(workload, bound),9} {least!.By,-4} {bound.Seconds / edge.Seconds,6:P0}"));
        }

        foreach (string peer in PeersOf(others))
        {
            table.Write(Line($"  {peer} {Ratio(workload, edge, others.First(m => Family(m) == peer)):F2}"));
        }

        table.WriteLine(Remarks(measurements));
        table.Flush();
        foreach (Measurement m in measurements)
        {
            WriteRow(workload, m, m.Peer, bound);
        }

        if (others.FirstOrDefault(m => Family(m) == C) is Measurement c)
        {
            WriteRow(workload, c, C, bound);
        }

        if (bound is not null)
        {
            WriteRow(workload, bound, Limits, bound);
        }

        csv?.Flush();
    }

    /// <summary>A line of how far the peers are from EdgeSeq, by the largest number of the probe.</summary>
    public void Check(Workload workload, IEnumerable<(string Peer, double Disagreement)> peers)
    {
        table.Write($"{workload.Label,-28}");
        foreach ((string peer, double disagreement) in peers)
        {
            bool agrees = disagreement <= Measurement.ToleranceOf(peer);
            Sound &= agrees;
            table.Write(Line($"  {peer} {disagreement:E0}{(agrees ? "" : " DISAGREES")}"));
        }

        table.WriteLine();
        table.Flush();
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The builds of C are one peer: <c>c-512</c>, <c>c-256-alternating</c>, ...</summary>
    private static string Family(Measurement m) => m.Peer.StartsWith("c-", StringComparison.Ordinal) ? C : m.Peer;

    /// <summary>The peers, each once, the fastest first; only the ratio of the fastest build is worth a place in the table.</summary>
    private static IEnumerable<string> PeersOf(Measurement[] others) => others.Select(Family).Distinct();

    private static string Text(Workload workload, Measurement m) => Line($"{(workload.IsTraining ? Value(workload, m) / 1000 : Value(workload, m)):F1}");

    /// <summary>Tokens a second of training, else nanoseconds a step.</summary>
    private static double Value(Workload workload, Measurement m) =>
        workload.IsTraining ? workload.StepsOfIteration / m.Seconds : m.Seconds * 1e9 / workload.StepsOfIteration;

    /// <summary>Time of a step by the peer's; tokens a second by the peer's. As the targets are stated.</summary>
    private static double Ratio(Workload workload, Measurement edge, Measurement peer) =>
        workload.IsTraining ? peer.Seconds / edge.Seconds : edge.Seconds / peer.Seconds;

    private string Remarks(IReadOnlyList<Measurement> measurements)
    {
        var remarks = measurements.Where(m => !m.Agrees).Select(m => Line($"  {m.Peer} DISAGREES by {m.Disagreement:E1}")).ToList();
        if (measurements[0].AllocatedBytes != 0)
        {
            remarks.Add(Line($"  ALLOCATED {measurements[0].AllocatedBytes} bytes"));
        }

        Sound &= remarks.Count == 0;
        return string.Concat(remarks);
    }

    private void Heading(Workload workload)
    {
        if (_section == workload.Name)
        {
            return;
        }

        _section = workload.Name;
        string unit = workload.IsTraining ? "thousand tokens/s; ratio above 1: EdgeSeq is faster" : "ns a step; ratio below 1: EdgeSeq is faster";
        table.WriteLine(Line($"\n{workload.Name} (T={workload.Window}), {unit}"));
        table.Write("cell    H   B    edgeseq      best  ratio  peer            ");
        table.WriteLine(limits is null ? "  all ratios" : "     bound by    of it  all ratios");
    }

    private void WriteRow(Workload workload, Measurement m, string peer, Measurement? bound)
    {
        WriteCsv(peer, workload, Value(workload, m), workload.IsTraining ? "tokens/s" : "ns/step");
        if (bound is not null)
        {
            WriteCsv(peer, workload, bound.Seconds / m.Seconds, "of-bound");
        }
    }

    private void WriteCsv(string peer, Workload workload, double value, string unit) =>
        WriteCsv(peer, workload.Name, workload.CellName, workload.Shape.Hidden, workload.Batch, workload.Window, value, unit);

    private void WriteCsv(string peer, string workload, string cell, int h, int b, int t, double value, string unit) =>
        csv?.WriteLine(Line($"{peer},{workload},{cell},{h},{b},{t},{value:G6},{unit}"));
}
