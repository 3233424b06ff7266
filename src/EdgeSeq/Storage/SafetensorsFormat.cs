namespace EdgeSeq.Storage;

/// <summary>
/// The names of the file format, https://huggingface.co/docs/safetensors: eight bytes of header length, a JSON header,
/// then the tensors without gaps.
/// </summary>
internal static class SafetensorsFormat
{
    /// <summary>
    /// The limit of the reference implementation. Without a vocabulary a header of ours takes about 1 KiB; with one, as much
    /// as its words.
    /// </summary>
    public const int MaxHeaderSize = 100_000_000;

    /// <summary>Tensors that a header may name: more than any model has, and few enough to bound what a hostile one costs.</summary>
    public const int MaxTensors = 1 << 16;

    /// <summary>Free texts that a header may hold.</summary>
    public const int MaxMetadata = 1 << 10;

    /// <summary>Sizes that a tensor may have; PyTorch's have no more.</summary>
    public const int MaxRank = 64;

    /// <summary>Header entry of free text.</summary>
    public const string Metadata = "__metadata__";

    /// <summary>Metadata: version of what this library adds to the format.</summary>
    public const string VersionKey = "edgeseq_version";

    /// <summary>The version that is written, and the only one that is read.</summary>
    public const string Version = "1";

    /// <summary>Metadata: member of <see cref="Cell"/>. Required, since tensors of different cells can look alike.</summary>
    public const string CellKey = "cell";

    /// <summary>The equations of a cell of the user's own.</summary>
    public const string EquationsKey = "cell_equations";

    /// <summary>The text of a network; absent for a stack of layers.</summary>
    public const string NetworkKey = "network";

    /// <summary>Metadata: V; 0 for vectors.</summary>
    public const string VocabularyKey = "vocabulary";

    /// <summary>Metadata: D; 0 for tokens.</summary>
    public const string InputsKey = "inputs";

    /// <summary>Metadata: E; 0 without learned vectors.</summary>
    public const string EmbeddingKey = "embedding";

    /// <summary>Metadata: H of each layer, with commas between.</summary>
    public const string HiddenKey = "hidden";

    /// <summary>Metadata: member of <see cref="Direction"/>.</summary>
    public const string DirectionKey = "direction";

    /// <summary>Metadata: the share of the new value in a leaky unit; 1 where the cell has none.</summary>
    public const string LeakRateKey = "leak_rate";

    /// <summary>Metadata: member of <see cref="Head"/>.</summary>
    public const string HeadKey = "head";

    /// <summary>Metadata: O.</summary>
    public const string OutputsKey = "outputs";

    /// <summary>Metadata: member of <see cref="Readout"/>.</summary>
    public const string ReadoutKey = "readout";

    /// <summary>Metadata: bits to which states are rounded for weights of 8 bits; absent where those are 8 too.</summary>
    public const string StateBitsKey = "state_bits";

    /// <summary>Metadata: the vocabulary of the text, as <see cref="Text.VocabularyFormat"/> writes it. Optional.</summary>
    public const string TokensKey = "edgeseq_vocabulary";

    /// <summary>Metadata: names of the outputs. Optional, as all that follow.</summary>
    public const string LabelsKey = "edgeseq_labels";

    /// <summary>Metadata: units of the inputs.</summary>
    public const string InputUnitsKey = "edgeseq_input_units";

    /// <summary>Metadata: units of the outputs.</summary>
    public const string OutputUnitsKey = "edgeseq_output_units";

    /// <summary>Metadata: from where on each output counts.</summary>
    public const string ThresholdsKey = "edgeseq_thresholds";

    /// <summary>Metadata: the token that a decoder begins with.</summary>
    public const string StartKey = "edgeseq_start_token";

    /// <summary>Metadata: means of the inputs.</summary>
    public const string InputMeanKey = "edgeseq_input_mean";

    /// <summary>Metadata: scales of the inputs.</summary>
    public const string InputScaleKey = "edgeseq_input_scale";

    /// <summary>Metadata: means of the outputs.</summary>
    public const string OutputMeanKey = "edgeseq_output_mean";

    /// <summary>Metadata: scales of the outputs.</summary>
    public const string OutputScaleKey = "edgeseq_output_scale";

    /// <summary>Metadata: member of <see cref="MissingInputs"/>; there if the model has a normaliser.</summary>
    public const string MissingKey = "edgeseq_missing";

    /// <summary>What the keys begin with that only this library sets.</summary>
    public const string OwnPrefix = "edgeseq_";

    /// <summary>Metadata: where the tensors are from, for other libraries.</summary>
    public const string FormatKey = "format";

    /// <summary>Type of a digest's numbers.</summary>
    public const string UInt8 = "U8";

    /// <summary>Key of a tensor: type of number.</summary>
    public const string DtypeKey = "dtype";

    /// <summary>Key of a tensor: dimensions.</summary>
    public const string ShapeKey = "shape";

    /// <summary>Key of a tensor: first byte and byte after the last, counted from the end of the header.</summary>
    public const string OffsetsKey = "data_offsets";
}
