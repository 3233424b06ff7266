using System.Text;
using EdgeSeq.Storage;
using ScottPlot;

namespace EdgeSeq.Reporting;

/// <summary>A plot as a file, whose ending says which kind.</summary>
internal static class PlotFile
{
    private const int MaxSide = 10_000;

    /// <summary>Draws and writes it; a file that is there is replaced when the new one is whole.</summary>
    /// <exception cref="ArgumentException">The name ends otherwise, or a size is out of range.</exception>
    public static void Write(string path, int width, int height, Func<Plot> draw)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireSide(width, nameof(width));
        RequireSide(height, nameof(height));
        byte[] picture = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PNG" => draw().GetImageBytes(width, height, ImageFormat.Png),
            ".SVG" => Encoding.UTF8.GetBytes(draw().GetSvgXml(width, height)),
            _ => throw new ArgumentException($"'{path}' must end in .png or .svg.", nameof(path)),
        };
        AtomicFile.Write(path, file => file.Write(picture));
    }

    private static void RequireSide(int pixels, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pixels, MaxSide, name);
    }
}
