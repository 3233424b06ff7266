namespace EdgeSeq.Targets.CharLm.Commands;

/// <summary>What the <c>sample</c> command was asked for.</summary>
internal sealed record SampleSettings
{
    /// <summary>A safetensors file.</summary>
    public required string Model { get; init; }

    /// <summary>Characters to sample.</summary>
    public required int Length { get; init; }

    /// <summary>0 for greedy.</summary>
    public required float Temperature { get; init; }

    /// <summary>0 for all.</summary>
    public required int TopK { get; init; }

    /// <summary>1 for all.</summary>
    public required float TopP { get; init; }

    /// <summary>Text to continue; may be empty.</summary>
    public required string Prompt { get; init; }

    /// <summary>Seed of the sampler.</summary>
    public required ulong Seed { get; init; }
}
