namespace EdgeSeq.Generators;

/// <summary>Names of the pipeline's steps, for tests of what is cached.</summary>
internal static class TrackingNames
{
    public const string Parse = nameof(Parse);

    public const string Cell = nameof(Cell);

    public const string InstructionSets = nameof(InstructionSets);

    public const string Spec = nameof(Spec);

    public const string Diagnostics = nameof(Diagnostics);

    public const string Cost = nameof(Cost);
}
