using EdgeSeq.Memory;

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

    /// <summary>Batches whose gradients wait for an update: not saved.</summary>
    int PendingBatches { get; }

    /// <summary>The counters. Setting them forgets gradients that wait.</summary>
    TrainerProgress Progress { get; set; }

    /// <summary>Holds its memory and that of its models, while any of it is read or written.</summary>
    /// <exception cref="ObjectDisposedException">It or a model was disposed.</exception>
    Lifetime.Use Enter();

    /// <summary>The blocks of moments of a model and then its average, each laid out as the part of its parameter block that learns.</summary>
    Span<float> MomentsOf(int model);
}
