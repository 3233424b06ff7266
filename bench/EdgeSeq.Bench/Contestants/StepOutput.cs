namespace EdgeSeq.Bench.Contestants;

/// <summary>What a step gives.</summary>
internal enum StepOutput
{
    None,
    Logits,
    Probabilities,
}
