using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary>What the <c>train</c> command was asked for; the defaults are those of CharLm's demo.</summary>
internal sealed record TrainSettings
{
    /// <summary>Text to learn; null for the built-in one.</summary>
    public string? Corpus { get; init; }

    /// <summary>What a token stands for.</summary>
    public TextLevel Level { get; init; }

    /// <summary>Whether each line is a sentence of its own, learned from the zero state.</summary>
    public bool Sentences { get; init; }

    /// <summary>Whether capitals are read as small letters; words only.</summary>
    public bool LowerCase { get; init; }

    /// <summary>How often a character or word must occur to have a token.</summary>
    public int MinCount { get; init; } = 1;

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

    /// <summary>Decay of the weights (AdamW); 0 for plain Adam.</summary>
    public float Decay { get; init; }

    /// <summary>Validations in a row without a better loss that end the run; null to go on to the last step.</summary>
    public int? Patience { get; init; }

    /// <summary>Seed of the initialisation, of the order of sentences and of the samples.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What the likeliest next tokens are shown after, when the run is over; null for none.</summary>
    public string? Prompt { get; init; }

    /// <summary>Folder of checkpoints; null for none.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>Whether the run goes on from the newest checkpoint.</summary>
    public bool Resume { get; init; }

    /// <summary>Where the model goes; null for nowhere.</summary>
    public OutputFile? Save { get; init; }

    /// <summary>Where the report goes; null for nowhere.</summary>
    public OutputFile? Json { get; init; }

    /// <summary>Where the loss curve goes; null for nowhere.</summary>
    public OutputFile? Curve { get; init; }
}
