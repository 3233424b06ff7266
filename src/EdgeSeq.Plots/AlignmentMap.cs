using EdgeSeq.Translation;
using ScottPlot;

namespace EdgeSeq.Reporting;

/// <summary>Where an attention looked, as a picture: a column for every step of the source, a row for every token of the target, the darker the more.</summary>
/// <remarks>Thread-safe.</remarks>
public static class AlignmentMap
{
    /// <summary>Writes the picture; a file that is there is replaced when the new one is whole.</summary>
    /// <param name="path">Ends in <c>.png</c> or <c>.svg</c>.</param>
    /// <param name="weights">[target x source] weights, as <see cref="EncoderDecoder{TEncoder, TDecoder}.Align"/> gives them.</param>
    /// <param name="source">What stands at each step of the source, at least one.</param>
    /// <param name="target">What was written, at least one.</param>
    /// <param name="width">Pixels, 1 to 10,000.</param>
    /// <param name="height">Pixels, 1 to 10,000.</param>
    /// <exception cref="ArgumentException">There are not target x source finite weights, the name ends otherwise, or a size is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written; the target is as before.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; the target is as before.</exception>
    public static void Save(string path, ReadOnlySpan<float> weights, IReadOnlyList<string> source, IReadOnlyList<string> target, int width = 800, int height = 500)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (source.Count == 0 || target.Count == 0 || weights.Length != source.Count * target.Count)
        {
            throw new ArgumentException($"A picture of {source.Count} steps and {target.Count} tokens takes {(long)source.Count * target.Count} weights, at least one; here are {weights.Length}.", nameof(weights));
        }

        double[,] shades = new double[target.Count, source.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            shades[i / source.Count, i % source.Count] = float.IsFinite(weights[i]) ? weights[i] : throw new ArgumentException($"weights[{i}] is {weights[i]}.", nameof(weights));
        }

        PlotFile.Write(path, width, height, () => Draw(shades, source, target));
    }

    private static Plot Draw(double[,] shades, IReadOnlyList<string> source, IReadOnlyList<string> target)
    {
        var plot = new Plot();
        var map = plot.Add.Heatmap(shades);
        map.Colormap = new ScottPlot.Colormaps.Grayscale().Reversed();
        plot.XLabel("source");
        plot.YLabel("target");
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, source.Count).Select(i => (double)i)], [.. source]);

        // The first row of a heat map is drawn at the top.
        plot.Axes.Left.SetTicks([.. Enumerable.Range(0, target.Count).Select(i => (double)(target.Count - 1 - i))], [.. target]);
        plot.Axes.Margins(0, 0);
        return plot;
    }
}
