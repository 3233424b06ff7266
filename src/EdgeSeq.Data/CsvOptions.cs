namespace EdgeSeq.Data;

/// <summary>How a CSV file is read.</summary>
public sealed record CsvOptions
{
    /// <summary>The columns to read, by name, in this order; null, the default, for all whose first value is a number or missing.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>What stands between values; null, the default, for what the first line tells: a semicolon, tab, comma or vertical bar.</summary>
    public char? Separator { get; init; }

    /// <summary>Whether the first line holds the names of the columns. Default true; without names all columns are read.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Texts, besides an empty one, that stand for a number that is missing. Default: NaN, NA, null and ? in any case.</summary>
    public IReadOnlyList<string> Missing { get; init; } = ["NaN", "NA", "null", "?"];
}
