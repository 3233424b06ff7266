namespace EdgeSeq.Targets.CharLm.Commands;

/// <summary>What the <c>train</c> command was asked for; the defaults are those of the demo.</summary>
internal sealed record TrainSettings
{
    /// <summary>Text to learn; null for the built-in one.</summary>
    public string? Corpus { get; init; }

    /// <summary>The cell.</summary>
    public Cell Cell { get; init; } = Cell.GruResetAfter;

    /// <summary>Hidden units.</summary>
    public int Hidden { get; init; } = 128;

    /// <summary>Rows of a batch.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Steps of a window.</summary>
    public int Window { get; init; } = 64;

    /// <summary>Passes over the text; null to count in steps.</summary>
    public int? Epochs { get; init; }

    /// <summary>Updates, unless <see cref="Epochs"/> says how long the run is. Half a minute on one core of 2022.</summary>
    public int Steps { get; init; } = 4400;

    /// <summary>Peak of the learning-rate schedule.</summary>
    public float LearningRate { get; init; } = 0.008f;

    /// <summary>Largest norm of the gradient; 0 for no limit.</summary>
    public float Clip { get; init; } = 1;

    /// <summary>Seed of the initialisation and of the samples.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Where the model goes; null for nowhere.</summary>
    public OutputFile? Save { get; init; }

    /// <summary>Where the report goes; null for nowhere.</summary>
    public OutputFile? Json { get; init; }

    /// <summary>Where the loss curve goes; null for nowhere.</summary>
    public OutputFile? Curve { get; init; }
}
