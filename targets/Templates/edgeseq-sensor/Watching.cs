using System.Globalization;
using EdgeSeq;

namespace EdgeSeqSensor;

/// <summary>Compares each reading with its forecast, as readings come.</summary>
internal static class Watching
{
    /// <summary>Readings before the first forecast that counts: the state begins at nothing.</summary>
    private const int WarmUp = 32;

    public static void Run(TextReader readings, string modelFile)
    {
        using Model<Forecaster> model = Model<Forecaster>.Load(modelFile);
        using var session = new Session<Forecaster>(model);
        float[] forecast = new float[Forecaster.Shape.Outputs];
        for (int t = 0; readings.ReadLine() is { } line; t++)
        {
            float[] reading = Parse(line, t);
            for (int channel = 0; t >= WarmUp && channel < reading.Length; channel++)
            {
                if (MathF.Abs(reading[channel] - forecast[channel]) > model.Thresholds![channel])
                {
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"reading {t + 1}, {model.Labels![channel]}: {reading[channel]} where {forecast[channel]:F2} was expected"));
                }
            }

            session.Step(reading, forecast);
        }
    }

    /// <summary>The last columns of a line; one that is empty is missing.</summary>
    private static float[] Parse(string line, int t)
    {
        string[] columns = line.Split(',');
        if (columns.Length < Forecaster.Shape.Inputs)
        {
            throw new FormatException($"Line {t + 1} has {columns.Length} columns; the model reads {Forecaster.Shape.Inputs}.");
        }

        return [.. columns[^Forecaster.Shape.Inputs..].Select(column => string.IsNullOrWhiteSpace(column) ? float.NaN : float.Parse(column, CultureInfo.InvariantCulture))];
    }
}
