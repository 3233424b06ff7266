using EdgeSeq.Training;
using ScottPlot;

namespace EdgeSeq.Reporting;

/// <summary>
/// The losses of a run over its steps, as a picture: the mean training loss of the last hundred steps or so, and the validation loss. Give it to
/// <see cref="FitExtensions.Fit"/> as its progress.
/// </summary>
/// <remarks>One thread at a time.</remarks>
public sealed class LearningCurve : IProgress<FitProgress>
{
    private readonly int _every;
    private readonly List<Coordinates> _training = [], _validation = [];

    /// <summary>Nothing drawn yet.</summary>
    /// <param name="every">Steps from point to point of the training loss, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is below 1.</exception>
    public LearningCurve(int every = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        _every = every;
    }

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        if (value.IsValidation)
        {
            Add(_validation, value.Step, value.ValidationLoss);
        }
        else if (value.Step % _every == 0)
        {
            Add(_training, value.Step, value.Loss);
        }
    }

    /// <summary>Writes the picture; a file that is there is replaced when the new one is whole.</summary>
    /// <param name="path">Ends in <c>.png</c> or <c>.svg</c>.</param>
    /// <param name="width">Pixels, 1 to 10,000.</param>
    /// <param name="height">Pixels, 1 to 10,000.</param>
    /// <exception cref="ArgumentException">The name ends otherwise, or a size is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written; the target is as before.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; the target is as before.</exception>
    public void Save(string path, int width = 800, int height = 500) => PlotFile.Write(path, width, height, Draw);

    // A loss that is not finite has no place in a picture; the axis would vanish with it.
    private static void Add(List<Coordinates> points, long step, double loss)
    {
        if (double.IsFinite(loss))
        {
            points.Add(new Coordinates(step, loss));
        }
    }

    private Plot Draw()
    {
        var plot = new Plot();
        plot.Title("Learning curve");
        plot.XLabel("step");
        plot.YLabel("mean loss");
        Line("training", _training, markers: false);
        Line("validation", _validation, markers: true);
        plot.ShowLegend();
        return plot;

        void Line(string name, List<Coordinates> points, bool markers)
        {
            if (points.Count > 0)
            {
                var line = plot.Add.Scatter(points.ToArray());
                line.LegendText = name;
                line.LineWidth = 2;
                line.MarkerSize = markers || points.Count == 1 ? 6 : 0;
            }
        }
    }
}
