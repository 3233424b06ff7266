namespace EdgeSeq.Targets.LanguageModels.Commands;

/// <summary>What the <c>sample</c> command was asked for.</summary>
internal sealed record SampleSettings
{
    /// <summary>A safetensors file.</summary>
    public required string Model { get; init; }

    /// <summary>Tokens to sample at most.</summary>
    public required int Length { get; init; }

    /// <summary>Sentences to draw, each to the end of its line; null for one text of any number of lines.</summary>
    public required int? Count { get; init; }

    /// <summary>Width of a beam search; null to sample.</summary>
    public required int? Beam { get; init; }

    /// <summary>Whether prompts are read from the standard input, a line each.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>Text to continue; may be empty.</summary>
    public required string Prompt { get; init; }

    /// <summary>How tokens are drawn; the vocabulary comes with the model.</summary>
    public required SamplerOptions Options { get; init; }
}
