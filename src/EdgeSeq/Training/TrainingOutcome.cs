namespace EdgeSeq.Training;

/// <summary>What a training step did to the model.</summary>
public enum TrainingOutcome
{
    /// <summary>The parameters were updated.</summary>
    Applied,

    /// <summary>
    /// Loss or gradient norm was infinite or not a number. Parameters, moments, step count and schedule are as before;
    /// the carried states of all rows were reset to zero, since they may hold the cause.
    /// </summary>
    RejectedNonFinite,

    /// <summary>
    /// No target counted (all were -1). The rows read their inputs and carry their states on; parameters, moments, step
    /// count and schedule are as before.
    /// </summary>
    NoTargets,

    /// <summary>The gradients were added to those of the batches before; the update comes with a later one (<see cref="TrainerOptions.AccumulatedBatches"/>).</summary>
    Accumulated,
}
