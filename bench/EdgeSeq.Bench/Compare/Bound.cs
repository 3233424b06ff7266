using EdgeSeq.Bench.Machine;

namespace EdgeSeq.Bench.Compare;

/// <summary>How fast a workload can be at most, by what must be computed and read whatever the program.</summary>
internal static class Bound
{
    /// <summary>
    /// Bytes of the optimiser a parameter: clipping reads the gradient; Adam reads gradient, two moments and weight, and
    /// writes the last three. Writes are counted as reads, which cost no more.
    /// </summary>
    private const double OptimiserBytes = 32, OptimiserSetBytes = 16;

    /// <summary>Seconds of an iteration at least; null where nothing is known.</summary>
    public static double? Seconds(Workload workload, MachineLimits limits)
    {
        double recurrent = Workload.RecurrentFlops(workload.Shape), output = Workload.OutputFlops(workload.Shape);
        double input = 2.0 * Workload.Gates(workload.Shape) * workload.Shape.Hidden * workload.Shape.Inputs;
        return workload.Kind switch
        {
            WorkloadKind.Step => Step(recurrent, limits),
            WorkloadKind.StepOutput or WorkloadKind.StepOutputChained => Step(recurrent + output, limits),
            WorkloadKind.StepDense => Step(recurrent + input, limits),
            WorkloadKind.StepAudio => Step(recurrent + input + output, limits),
            WorkloadKind.Network => Step(2.0 * workload.Shape.Parameters.Where(p => p.Rows > 1).Sum(p => (long)p.Rows * p.Columns), limits),
            WorkloadKind.Sequence => workload.Window * (Step(recurrent, limits) + input / limits.Flops),
            WorkloadKind.Training when workload.Batch > 1 => workload.StepsOfIteration * 3 * (recurrent + output) / limits.Flops,
            WorkloadKind.Training => workload.Window * (2 * Step(recurrent, limits) + (recurrent + 3 * output) / limits.Flops)
                + limits.ReadSeconds(OptimiserSetBytes * workload.Shape.ParameterCount) * OptimiserBytes / OptimiserSetBytes,
            _ => null,
        };
    }

    /// <summary>
    /// A single row's product: its multiply-adds, or the reading of its weights, one for two operations. A batch reuses what it
    /// reads, so its operations count alone; so do those of a product over the window.
    /// </summary>
    private static double Step(double flops, MachineLimits limits) => Math.Max(flops / limits.Flops, limits.ReadSeconds(flops / 2 * sizeof(float)));
}
