using System.Globalization;

namespace EdgeSeq.Evaluations.Data;

/// <summary>
/// Japanese vowels (Kudo, Toyama and Shimbo 1999) as .ts files: after a line @data one series a line, its dimensions separated by
/// colons, their values by commas, the label last.
/// </summary>
internal static class VowelSeries
{
    /// <summary>Series of vectors of 12; classes 0 to 8.</summary>
    public static Example[] Read(string path) =>
    [
        .. File.ReadLines(path).SkipWhile(line => !line.StartsWith("@data", StringComparison.OrdinalIgnoreCase)).Skip(1)
            .Where(line => line.Length > 0).Select(Parse),
    ];

    private static Example Parse(string line)
    {
        string[] parts = line.Split(':');
        float[][] dimensions = [.. parts[..^1].Select(part => part.Split(',').Select(v => float.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
        int length = dimensions[0].Length;
        float[] vectors = new float[length * dimensions.Length];
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = dimensions[i % dimensions.Length][i / dimensions.Length];
        }

        return new Example(length, [], vectors, [int.Parse(parts[^1], CultureInfo.InvariantCulture) - 1]);
    }
}
