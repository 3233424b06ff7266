using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Running;

/// <summary>One-step forecasts of a series of numbers.</summary>
internal static class Forecast
{
    /// <summary>Fits the output layer in one pass over a series: from each value the next.</summary>
    public static void FitRidge<TShape>(Model<TShape> model, ReadOnlySpan<float> series, int washOut, double ridge)
        where TShape : struct, ISequenceModel
    {
        int steps = series.Length - 1;
        using var readout = new RidgeReadout<TShape>(model, new() { Window = steps, WashOut = washOut });
        readout.Add(series[..steps], series[1..]);
        readout.Solve(ridge);
    }

    /// <summary>The root of the mean squared error over the deviation of the series: 1 for who says the mean.</summary>
    public static double NormalisedError<TShape>(Model<TShape> model, ReadOnlySpan<float> series, int washOut)
        where TShape : struct, ISequenceModel
    {
        int steps = series.Length - 1;
        using var runner = new SequenceRunner<TShape>(model, 1, steps);
        float[] forecast = new float[runner.OutputLength];
        runner.Run(series[..steps], forecast);
        (double error, double mean, double squares) = (0, 0, 0);
        for (int t = washOut; t < steps; t++)
        {
            double truth = series[t + 1];
            error += (forecast[t] - truth) * (forecast[t] - truth);
            mean += truth;
            squares += truth * truth;
        }

        double count = steps - washOut;
        return Math.Sqrt(error / (squares - mean * mean / count));
    }
}
