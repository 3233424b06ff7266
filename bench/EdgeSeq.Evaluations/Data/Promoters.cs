namespace EdgeSeq.Evaluations.Data;

/// <summary>Promoters of E. coli (UCI 67; Towell, Shavlik and Noordewier 1990): 57 letters of acgt, and whether a gene begins there.</summary>
internal static class Promoters
{
    public const int Window = 57;

    /// <summary>Lines of a number, 57 letters and + or -, separated by commas. Classes: 0 for -, 1 for +.</summary>
    public static Example[] Read(string path) =>
    [
        .. from line in File.ReadLines(path)
           let parts = line.Split(',', StringSplitOptions.TrimEntries)
           where parts.Length == Window + 2
           select Example.OfTokens([.. parts[1..^1].Select(letter => "acgt".IndexOf(letter[0], StringComparison.Ordinal))], parts[^1] == "+" ? 1 : 0),
    ];
}
