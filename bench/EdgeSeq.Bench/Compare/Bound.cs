using EdgeSeq.Bench.Machine;

namespace EdgeSeq.Bench.Compare;

/// <summary>How fast a workload can be at most, by what must be computed, read and waited for whatever the program.</summary>
/// <param name="Seconds">Of an iteration at least.</param>
/// <param name="By">What takes so long: <c>fma</c> operations, <c>read</c> of weights, <c>wait</c> for one result after the other; <c>sum</c> of stages.</param>
internal sealed record Bound(double Seconds, string By)
{
    /// <summary>
    /// Bytes of the optimiser a parameter: clipping reads the gradient; Adam reads gradient, two moments and weight, and
    /// writes the last three. Writes are counted as reads, which cost no more.
    /// </summary>
    private const double OptimiserBytes = 32, OptimiserSetBytes = 16;

    /// <summary>
    /// Operations on the way from a step's sums to the next step's product that each need the last one's result, in latencies of a fused multiply-add; a
    /// division is four. A sigmoid has nine and its division, tanh six, its division and a select; then what the cell adds, and two and a half for storing
    /// a state and loading its numbers one by one.
    /// </summary>
    private const double Sigmoid = 13, Tanh = 11, Handover = 2.5;

    /// <summary>The same of a softmax: the largest (a tree of four), exp, the sum (again a tree), a division and a product.</summary>
    private const double Softmax = 6 + 11 + 6 + 5;

    /// <summary>The bound of a workload; null where nothing is known.</summary>
    public static Bound? Of(Workload workload, MachineLimits limits)
    {
        double recurrent = Workload.RecurrentFlops(workload.Shape), output = Workload.OutputFlops(workload.Shape);
        double input = 2.0 * Workload.Gates(workload.Shape) * workload.Shape.Hidden * workload.Shape.Inputs;
        return workload.Kind switch
        {
            WorkloadKind.Step or WorkloadKind.StepDense => Step(recurrent + input, limits, Wait(workload, limits)),
            WorkloadKind.StepAudio => Step(recurrent + input + output, limits, Wait(workload, limits)),
            WorkloadKind.StepOutput => Step(recurrent + output, limits, Wait(workload, limits)),
            WorkloadKind.StepOutputChained => Step(recurrent + output, limits, Wait(workload, limits) + Softmax * limits.Latency),
            WorkloadKind.Network => Step(2.0 * workload.Shape.Parameters.Where(p => p.Rows > 1).Sum(p => (long)p.Rows * p.Columns), limits, 0),
            WorkloadKind.Sequence => EachStep(Step(recurrent, limits, Wait(workload, limits)), workload.Window, input / limits.Flops),
            WorkloadKind.Training when workload.Batch > 1 => new Bound(workload.StepsOfIteration * 3 * (recurrent + output) / limits.Flops, "fma"),
            WorkloadKind.Training => new Bound(
                workload.Window * (2 * Step(recurrent, limits, 0).Seconds + (recurrent + 3 * output) / limits.Flops)
                + limits.ReadSeconds(OptimiserSetBytes * workload.Shape.ParameterCount) * OptimiserBytes / OptimiserSetBytes, "sum"),
            _ => null,
        };
    }

    /// <summary>
    /// A single row's product: its multiply-adds, or the reading of its weights, one for two operations. A batch reuses what it
    /// reads, so its operations count alone; so do those of a product over the window.
    /// </summary>
    private static Bound Step(double flops, MachineLimits limits, double wait)
    {
        var operations = new Bound(flops / limits.Flops, "fma");
        var reading = new Bound(limits.ReadSeconds(flops / 2 * sizeof(float)), "read");
        var waiting = new Bound(wait, "wait");
        return new[] { operations, reading, waiting }.MaxBy(bound => bound.Seconds)!;
    }

    private static Bound EachStep(Bound step, int steps, double more) => new(steps * (step.Seconds + more), step.By);

    /// <summary>What the next step waits for, however the product is computed.</summary>
    private static double Wait(Workload workload, MachineLimits limits) => limits.Latency * (Handover + workload.Shape.Cell switch
    {
        Cell.ElmanTanh => Tanh,
        Cell.GruResetAfter => Sigmoid + 1 + Tanh + 2,   // n = tanh(. + r .), h = n + z (h - n)
        _ => Sigmoid + 2 + Tanh + 1,                    // c = f c + i g, h = o tanh(c)
    });
}
