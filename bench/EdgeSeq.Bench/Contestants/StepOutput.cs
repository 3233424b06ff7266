namespace EdgeSeq.Bench.Contestants;

/// <summary>What a step gives.</summary>
internal enum StepOutput
{
    None,
    Logits,
    Probabilities,

    /// <summary>Probabilities on which the next token depends.</summary>
    NextToken,
}
