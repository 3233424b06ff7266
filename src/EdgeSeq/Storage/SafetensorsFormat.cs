namespace EdgeSeq.Storage;

/// <summary>
/// The names of the file format, https://huggingface.co/docs/safetensors: eight bytes of header length, a JSON header,
/// then the tensors without gaps.
/// </summary>
internal static class SafetensorsFormat
{
    /// <summary>A header of one of our models takes under 1 KiB; more than this is refused before it is read.</summary>
    public const int MaxHeaderSize = 1 << 20;

    /// <summary>Header entry of free text.</summary>
    public const string Metadata = "__metadata__";

    /// <summary>Metadata: version of what this library adds to the format.</summary>
    public const string VersionKey = "edgeseq_version";

    /// <summary>The version that is written, and the only one that is read.</summary>
    public const string Version = "1";

    /// <summary>Metadata: member of <see cref="Cell"/>. Required, since tensors of different cells can look alike.</summary>
    public const string CellKey = "cell";

    /// <summary>Metadata: V.</summary>
    public const string VocabularyKey = "vocabulary";

    /// <summary>Metadata: H.</summary>
    public const string HiddenKey = "hidden";

    /// <summary>The only type of number.</summary>
    public const string Float32 = "F32";

    /// <summary>Key of a tensor: type of number.</summary>
    public const string DtypeKey = "dtype";

    /// <summary>Key of a tensor: dimensions.</summary>
    public const string ShapeKey = "shape";

    /// <summary>Key of a tensor: first byte and byte after the last, counted from the end of the header.</summary>
    public const string OffsetsKey = "data_offsets";
}
