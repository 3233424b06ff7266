using System.Globalization;
using System.Text;

namespace EdgeSeq.Metrics;

/// <summary>Rows of texts with columns as wide as they must be, the first to the left and the others to the right.</summary>
internal sealed class TextTable(params string[] titles)
{
    private readonly List<string[]> _rows = [titles];

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>A share as a percentage; "-" where there is none.</summary>
    public static string Percent(double share) => double.IsNaN(share) ? "-" : (share * 100).ToString("F1", CultureInfo.InvariantCulture) + " %";

    /// <summary>A number with four digits; "-" where there is none.</summary>
    public static string Number(double number) => double.IsNaN(number) ? "-" : number.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A whole number.</summary>
    public static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>The name of a class or output.</summary>
    public static string Name(IReadOnlyList<string>? labels, int index) => labels is null ? Count(index) : labels[index];

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        int columns = _rows.Max(row => row.Length);
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => _rows.Max(row => column < row.Length ? row[column].Length : 0))];
        foreach (string[] row in _rows)
        {
            for (int column = 0; column < row.Length; column++)
            {
                text.Append(column == 0 ? row[column].PadRight(widths[column]) : "  " + row[column].PadLeft(widths[column]));
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
