namespace EdgeSeq.Evaluations.Generated;

/// <summary>
/// The delay equation of Mackey and Glass (Science 197, 1977), dx/dt = 0.2 x(t - 17) / (1 + x(t - 17)^10) - 0.1 x(t): chaotic, and
/// the usual test of echo state networks. Integrated by Runge-Kutta of fourth order in steps of 0.1, one value a unit of time.
/// </summary>
internal static class MackeyGlass
{
    private const int PerUnit = 10, Delay = 17 * PerUnit;
    private const double Step = 1.0 / PerUnit;

    /// <summary>The series after 1,000 units of time, minus its mean.</summary>
    /// <param name="length">Values.</param>
    public static float[] Series(int length)
    {
        const int Settling = 1000;
        double[] x = new double[Delay + 1 + (Settling + length) * PerUnit];
        x.AsSpan(0, Delay + 1).Fill(1.2);
        for (int i = Delay; i + 1 < x.Length; i++)
        {
            // Half steps of the delayed value by its neighbours' mean: the past is smooth.
            double late = x[i - Delay], next = x[i - Delay + 1], middle = (late + next) / 2;
            double k1 = Slope(x[i], late), k2 = Slope(x[i] + Step / 2 * k1, middle);
            double k3 = Slope(x[i] + Step / 2 * k2, middle), k4 = Slope(x[i] + Step * k3, next);
            x[i + 1] = x[i] + Step / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        }

        double[] series = [.. Enumerable.Range(0, length).Select(t => x[Delay + (Settling + t) * PerUnit])];
        double mean = series.Average();
        return [.. series.Select(value => (float)(value - mean))];
    }

    private static double Slope(double x, double late)
    {
        double square = late * late, fourth = square * square;
        return 0.2 * late / (1 + fourth * fourth * square) - 0.1 * x;
    }
}
