using EdgeSeq.Data;

namespace EdgeSeq.Training;

/// <summary>How a model is fitted. Validated when the run begins.</summary>
public sealed record FitOptions
{
    /// <summary>Optimiser, schedule, clipping, dropout. Its batch and window are those of the data.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>Passes over the training data, at least 1. Default 10; not looked at if <see cref="Steps"/> is given.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Updates, each of <see cref="TrainerOptions.AccumulatedBatches"/> batches; null, the default, for as many as <see cref="Epochs"/> take.</summary>
    public long? Steps { get; init; }

    /// <summary>Validations at equal distances, the last one at the end; null, the default, for one a pass over the training data.</summary>
    public int? Validations { get; init; }

    /// <summary>Validations in a row without a lower loss after which the run ends; null, the default, for never.</summary>
    public int? Patience { get; init; }

    /// <summary>Whether the model ends with the weights of its best validation, of the average if the trainer keeps one (<see cref="TrainerOptions.Average"/>). Default true; without validation the last weights stay.</summary>
    public bool KeepBest { get; init; } = true;

    /// <summary>
    /// Whether a model with a softmax or sigmoids, whose output bias is zero as in a new model, begins with the frequencies of the training targets
    /// (<see cref="Model{TShape}.SetOutputBias"/>). Default true. Another bias is left as it is.
    /// </summary>
    public bool SetOutputBias { get; init; } = true;

    /// <summary>Lowers the rate where the validation loss stands still; null, the default, for never.</summary>
    public PlateauOptions? Plateau { get; init; }

    /// <summary>Where checkpoints are saved, one at each validation; null, the default, for none.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>Whether the run goes on from the newest checkpoint, if there is one. Default false: the folder must hold none.</summary>
    public bool Resume { get; init; }

    /// <summary>Steps in a row whose loss or gradient was not finite, after which the run is given up. Default 20.</summary>
    public int MostRejected { get; init; } = 20;

    /// <summary>Updates of a run over these data.</summary>
    internal long StepsOf(ISequenceBatches training) => Steps ?? Math.Max(1, checked(Epochs * training.Count) / Trainer.AccumulatedBatches);

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate(ISequenceBatches? validation)
    {
        ArgumentNullException.ThrowIfNull(Trainer);
        Require.That(Trainer.AccumulatedBatches >= 1, Trainer.AccumulatedBatches, "an update takes at least 1 batch");
        Require.That(Epochs >= 1, Epochs, "it must be at least 1");
        Require.That(Steps is null or >= 1, Steps ?? 0, "it must be at least 1, or null");
        Require.That(Validations is null or >= 1, Validations ?? 0, "it must be at least 1, or null");
        Require.That(Patience is null or >= 1, Patience ?? 0, "it must be at least 1, or null");
        Require.That(MostRejected >= 1, MostRejected, "it must be at least 1");
        Plateau?.Validate();
        if (validation is null && (Patience is not null || Plateau is not null))
        {
            throw new ArgumentException($"{nameof(Patience)} and {nameof(Plateau)} look at the validation loss: give validation data, or leave them null.");
        }
    }
}

/// <summary>A learning rate that falls where the validation loss stands still.</summary>
public sealed record PlateauOptions
{
    /// <summary>Validations in a row without a lower loss after which the rate falls, at least 1. Default 2.</summary>
    public int Patience { get; init; } = 2;

    /// <summary>What the rate is multiplied by, above 0, below 1. Default 0.5.</summary>
    public float Factor { get; init; } = 0.5f;

    /// <summary>The least share of the schedule's rate, at least 0, below 1. Default 0.01.</summary>
    public float Floor { get; init; } = 0.01f;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate()
    {
        Require.That(Patience >= 1, Patience, "it must be at least 1");
        Require.That(Factor is > 0 and < 1, Factor, "it must be above 0 and below 1");
        Require.That(Floor is >= 0 and < 1, Floor, "it must be at least 0 and below 1");
    }
}
