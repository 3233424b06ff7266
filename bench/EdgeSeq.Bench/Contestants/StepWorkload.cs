namespace EdgeSeq.Bench.Contestants;

/// <summary>Sizes of the step workloads.</summary>
internal static class StepWorkload
{
    /// <summary>Tokens that a run cycles through; a power of two.</summary>
    public const int Tokens = 1024;

    /// <summary>Steps before the peers' logits are compared.</summary>
    public const int ProbeSteps = 50;
}
