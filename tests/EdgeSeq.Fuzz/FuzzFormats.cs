namespace EdgeSeq.Fuzz;

/// <summary>The one place to add a format.</summary>
internal static class FuzzFormats
{
    /// <summary>A new reader of every format.</summary>
    public static IReadOnlyList<FuzzFormat> Create() => [new SafetensorsFuzz(), new VocabularyFuzz(), new CheckpointFuzz(), new OnnxFuzz(), new ImportFuzz(), new KerasFuzz()];
}
