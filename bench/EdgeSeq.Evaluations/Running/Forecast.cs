using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Running;

/// <summary>One-step forecasts of a series, of one number a step or of several.</summary>
internal static class Forecast
{
    /// <summary>Fits the output layer in one pass over a series: from each step the next.</summary>
    public static void FitRidge<TShape>(Model<TShape> model, ReadOnlySpan<float> series, int washOut, double ridge)
        where TShape : struct, ISequenceModel
    {
        int width = TShape.Shape.Outputs;
        using var readout = new RidgeReadout<TShape>(model, new() { Window = series.Length / width - 1, WashOut = washOut });
        readout.Add(series[..^width], series[width..]);
        readout.Solve(ridge);
    }

    /// <summary>The root of the mean squared error over the deviation of the series: 1 for who says the mean. Of several numbers a step, errors and deviations of all.</summary>
    public static double NormalisedError<TShape>(Model<TShape> model, ReadOnlySpan<float> series, int washOut)
        where TShape : struct, ISequenceModel
    {
        int width = TShape.Shape.Outputs, steps = series.Length / width - 1;
        using var runner = new SequenceRunner<TShape>(model, 1, steps);
        float[] forecast = new float[runner.OutputLength];
        runner.Run(series[..^width], forecast);
        (double error, double deviation) = (0, 0);
        for (int channel = 0; channel < width; channel++)
        {
            (double mean, double squares) = (0, 0);
            for (int at = washOut * width + channel; at < forecast.Length; at += width)
            {
                double truth = series[at + width];
                error += (forecast[at] - truth) * (forecast[at] - truth);
                mean += truth;
                squares += truth * truth;
            }

            deviation += squares - mean * mean / (steps - washOut);
        }

        return Math.Sqrt(error / deviation);
    }
}
