using System.Globalization;

namespace EdgeSeq.Bench.History;

/// <summary>A line of a comparison's CSV file.</summary>
internal sealed record ComparisonRow(string Peer, string Workload, string Cell, int Hidden, int Batch, int Window, double Value, string Unit)
{
    /// <summary>What all peers of a line of the table share.</summary>
    public (string Workload, string Cell, int Hidden, int Batch) Key => (Workload, Cell, Hidden, Batch);

    /// <summary>The file without its heading.</summary>
    /// <exception cref="FormatException">It is not one of <c>compare</c>.</exception>
    public static ComparisonRow[] Read(FileInfo file) =>
        [.. File.ReadLines(file.FullName).Skip(1).Select(line => line.Split(',')).Select(Parse)];

    private static ComparisonRow Parse(string[] fields) => fields.Length == 8
        ? new ComparisonRow(fields[0], fields[1], fields[2], Int(fields[3]), Int(fields[4]), Int(fields[5]), double.Parse(fields[6], CultureInfo.InvariantCulture), fields[7])
        : throw new FormatException("A line of a comparison has 8 fields: peer,workload,cell,H,B,T,value,unit.");

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
