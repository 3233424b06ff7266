namespace EdgeSeq.Bench.Machine;

/// <summary>How fast a training token can be at most, by what must be computed and read whatever the program.</summary>
internal static class TrainingBound
{
    /// <summary>
    /// Bytes of the optimiser a parameter: clipping reads the gradient; Adam reads gradient, two moments and weight, and
    /// writes the last three. Writes are counted as reads, which cost no more.
    /// </summary>
    private const double OptimiserBytes = 32, OptimiserSetBytes = 16;

    /// <summary>
    /// Tokens a second. A batch can reuse what it reads, so only its operations count, 6 (G H² + H V) a token; a single row
    /// cannot: every step reads U, and every step back its transpose. The products over the window (output layer, weight
    /// gradients) are bound by operations, and the optimiser by its traffic, once a window.
    /// </summary>
    public static double TokensPerSecond(ModelShape shape, int batch, int window, int gates, MachineLimits limits)
    {
        double recurrent = 2.0 * gates * shape.Hidden * shape.Hidden, output = 2.0 * shape.Hidden * shape.Outputs;
        if (batch > 1)
        {
            return limits.Flops / (3 * (recurrent + output));
        }

        double parameters = shape.ParameterCount;
        double step = Math.Max(recurrent / limits.Flops, limits.ReadSeconds(recurrent / 2 * sizeof(float)));
        double products = (recurrent + 3 * output) / limits.Flops;
        double optimiser = limits.ReadSeconds(OptimiserSetBytes * parameters) * OptimiserBytes / OptimiserSetBytes / window;
        return 1 / (2 * step + products + optimiser);
    }
}
