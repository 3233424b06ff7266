using EdgeSeq;
using EdgeSeq.Data;
using EdgeSeq.Metrics;
using EdgeSeq.Training;

namespace EdgeSeqSensor;

/// <summary>Learns to forecast the next reading, and saves the model with what it needs to be used.</summary>
internal static class Training
{
    /// <summary>A reading that differs from its forecast by more than so many usual errors is not expected.</summary>
    private const float Tolerance = 6;

    public static void Run(string file, string modelFile)
    {
        // The last fifth is held out: the run measures with it, and keeps the weights that do best.
        Series series = CsvSeries.Read(file);
        if (series.Channels != Forecaster.Shape.Inputs)
        {
            throw new FormatException($"{file} has {series.Channels} columns of numbers; Forecaster.cs expects {Forecaster.Shape.Inputs}.");
        }

        (Series training, Series heldOut) = series.Split(heldOut: 0.2);
        var options = new SeriesOptions { Window = 32, Stride = 8 };
        SeriesWindows learned = new(training, options), measured = new(heldOut, options with { Shuffle = false });
        using var model = new Model<Forecaster>(seed: 1) { Normalizer = learned.FitNormalizer(MissingInputs.Mean), Labels = series.Names };
        FitResult result = model.Fit(learned, measured, new FitOptions { Epochs = 50, Patience = 5 });
        EvaluationReport report = model.Evaluate(measured);
        Console.WriteLine($"{result.End} after {result.Steps} steps, best at {result.BestStep}\n{report}");
        model.Thresholds = [.. Enumerable.Range(0, series.Channels).Select(channel => Tolerance * (float)report.Numbers!.RootMeanSquaredError(channel))];
        model.Save(modelFile);
        Console.WriteLine($"saved {modelFile}");
    }
}
