namespace EdgeSeq.Bench.Contestants;

/// <summary>Sizes of the step workloads; powers of two.</summary>
internal static class StepWorkload
{
    /// <summary>Tokens that a run cycles through.</summary>
    public const int Tokens = 1024;

    /// <summary>Vectors that a run cycles through: few, as a sensor's are not in the way of the weights in the caches either.</summary>
    public const int Vectors = 16;

    /// <summary>Steps before the peers' states are compared.</summary>
    public const int ProbeSteps = 48;

    public static double[] ToDoubles(ReadOnlySpan<float> values) => Array.ConvertAll(values.ToArray(), value => (double)value);
}
