using System.Globalization;

namespace EdgeSeq.Bench.Compare;

/// <summary>The table on the console and the lines of the CSV file.</summary>
internal sealed class Report(TextWriter table, TextWriter? csv, double? peak)
{
    private const string CsvHeader = "peer,workload,cell,H,B,T,value,unit";
    private string? _section;

    /// <summary>Whether all peers agreed with EdgeSeq, and EdgeSeq allocated nothing.</summary>
    public bool Sound { get; private set; } = true;

    public void Begin()
    {
        csv?.WriteLine(CsvHeader);
        if (peak is double value)
        {
            WriteCsv("limits", "peak-fma", "-", 0, 0, 0, value, "GFLOP/s");
        }
    }

    public void Add(Workload workload, IReadOnlyList<Measurement> measurements)
    {
        Heading(workload);
        Measurement edge = measurements[0];
        Measurement[] native = [.. measurements.Where(m => m.Peer.StartsWith("c-", StringComparison.Ordinal)).OrderBy(m => m.Seconds)];
        Measurement? managed = measurements.FirstOrDefault(m => m.Peer == "managed");
        table.Write(Line($"{workload.CellName,-4} {workload.Shape.Hidden,4} {workload.Batch,3}   {Value(workload, edge),9}"));
        table.Write(native.Length == 0
            ? Line($"{"-",9} {"-",6}  {"",-17}")
            : Line($"{Value(workload, native[0]),9} {Ratio(workload, edge, native[0]),6:F2}  {native[0].Peer,-17}"));
        table.Write(managed is null ? Line($"{"-",9} {"-",6}") : Line($"{Value(workload, managed),9} {Ratio(workload, edge, managed),6:F2}"));
        if (workload.IsTraining && peak is double limit)
        {
            table.Write(Line($"   {Fraction(workload, edge, limit),6:P0} {(native.Length == 0 ? "-" : Line($"{Fraction(workload, native[0], limit):P0}")),6}"));
        }

        table.WriteLine(Remarks(measurements));
        table.Flush();
        foreach (Measurement m in measurements)
        {
            WriteRow(workload, m, m.Peer);
        }

        if (native.Length > 0)
        {
            WriteRow(workload, native[0], "c");
        }

        csv?.Flush();
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Value(Workload workload, Measurement m) =>
        workload.IsTraining ? Line($"{Tokens(workload, m) / 1000:F1}") : Line($"{m.Seconds * 1e9:F0}");

    private static double Tokens(Workload workload, Measurement m) => workload.Batch * workload.Window / m.Seconds;

    private static double Fraction(Workload workload, Measurement m, double limit) =>
        Tokens(workload, m) * Workload.Flops(workload.Shape) * 1e-9 / limit;

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
        table.WriteLine(Line($"\n{workload.Name} (V={workload.Shape.Vocabulary}, T={workload.Window}), {unit}"));
        table.Write("cell    H   B     edgeseq        C  ratio  best C             managed  ratio");
        table.WriteLine(workload.IsTraining && peak is not null ? "   edge%     C% of peak" : "");
    }

    private void WriteRow(Workload workload, Measurement m, string peer)
    {
        ModelShape shape = workload.Shape;
        (double value, string unit) = workload.IsTraining ? (Tokens(workload, m), "tokens/s") : (m.Seconds * 1e9, "ns/step");
        WriteCsv(peer, workload.Name, workload.CellName, shape.Hidden, workload.Batch, workload.Window, value, unit);
        if (workload.IsTraining && peak is double limit)
        {
            WriteCsv(peer, workload.Name, workload.CellName, shape.Hidden, workload.Batch, workload.Window, Fraction(workload, m, limit), "of-peak");
        }
    }

    private void WriteCsv(string peer, string workload, string cell, int h, int b, int t, double value, string unit) =>
        csv?.WriteLine(Line($"{peer},{workload},{cell},{h},{b},{t},{value:G6},{unit}"));
}
