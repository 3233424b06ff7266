namespace EdgeSeq.Targets.Tool;

/// <summary>Columns of text, as wide as their widest cell.</summary>
internal static class Table
{
    /// <summary>Writes titles and rows, which have as many cells.</summary>
    public static void Write(TextWriter output, string[] titles, IEnumerable<string[]> rows)
    {
        string[][] all = [titles, .. rows];
        int[] widths = [.. titles.Select((_, column) => all.Max(row => row[column].Length))];
        foreach (string[] row in all)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
