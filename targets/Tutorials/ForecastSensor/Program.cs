using EdgeSeq;
using EdgeSeq.Data;
using EdgeSeq.Metrics;
using EdgeSeq.Training;

(Series training, Series heldOut) = CsvSeries.Read(args[0]).Split(heldOut: 0.2);            // by time: the future is not learnt
var options = new SeriesOptions { Window = 32, Stride = 8 };
SeriesWindows learned = new(training, options), measured = new(heldOut, options with { Shuffle = false });

using var model = new Model<Forecaster>(seed: 1) { Normalizer = learned.FitNormalizer(MissingInputs.Mean), Labels = training.Names };
FitResult result = model.Fit(learned, measured, new FitOptions { Epochs = 30, Patience = 5 });
EvaluationReport report = model.Evaluate(measured);
Console.WriteLine($"{result.End} after {result.Steps} steps, best at {result.BestStep}\n{report}");

model.Thresholds = [.. Enumerable.Range(0, 2).Select(i => 6 * (float)report.Numbers!.RootMeanSquaredError(i))];
model.Save("forecaster.safetensors");                                                       // weights, normaliser, names, thresholds

using var session = new Session<Forecaster>(model);
float[] forecast = new float[2];
for (int t = 0; t < heldOut.Count; t++)                                                     // as readings would come
{
    ReadOnlySpan<float> reading = heldOut.Values.Span.Slice(2 * t, 2);
    if (t > options.Window && MathF.Abs(reading[0] - forecast[0]) > model.Thresholds[0])
    {
        Console.WriteLine($"step {t}: {reading[0]} where {forecast[0]:F1} was expected");
    }

    session.Step(reading, forecast);
}

[SequenceModel(Cell.GruResetAfter, Inputs = 2, Hidden = 32, Outputs = 2, Head = Head.Linear)]
internal readonly partial struct Forecaster;
