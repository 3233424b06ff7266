using System.Globalization;
using System.IO.Compression;

namespace EdgeSeq.Evaluations.Data;

/// <summary>
/// 1,797 handwritten digits of 8 x 8 pixels (Alpaydin and Kaynak 1998, test part) as scikit-learn ships them, digits.csv.gz: a digit a line, 64 pixels from 0 to 16, then its class. A fixed permutation of
/// the pixels makes of each a sequence whose neighbours say little of one another.
/// </summary>
internal static class DigitImages
{
    public const int Pixels = 64, Test = 360;

    /// <summary>Reads them; the last <see cref="Test"/> lines are the test part.</summary>
    public static Example[] Read(string path)
    {
        int[] order = [.. Enumerable.Range(0, Pixels)];
        new RandomGenerator(1).Shuffle(order.AsSpan());
        using var file = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var examples = new List<Example>();
        while (file.ReadLine() is { } line)
        {
            float[] numbers = [.. line.Split(',').Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
            examples.Add(Example.OfVectors(Pixels, [.. order.Select(pixel => numbers[pixel] / 16)], (int)numbers[Pixels]));
        }

        return [.. examples];
    }
}
