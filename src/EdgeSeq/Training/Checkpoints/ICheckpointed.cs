namespace EdgeSeq.Training.Checkpoints;

/// <summary>A trainer as checkpoints see it: what its future depends on besides its options.</summary>
internal interface ICheckpointed
{
    /// <summary>The options of the trainer.</summary>
    TrainerOptions Options { get; }

    /// <summary>What it trains, in file order.</summary>
    IReadOnlyList<CheckpointedModel> Models { get; }

    /// <summary>The carried states of all rows, [batch x StateSize]; empty if none are carried.</summary>
    Span<float> CarriedStates { get; }

    /// <summary>The counters.</summary>
    TrainerProgress Progress { get; set; }

    /// <summary>The blocks of moments of a model, each laid out as the part of its parameter block that learns.</summary>
    Span<float> MomentsOf(int model);
}
