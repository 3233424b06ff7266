namespace EdgeSeq.Fuzz;

/// <summary>The one place to add a format.</summary>
internal static class FuzzFormats
{
    /// <summary>A new reader of every format.</summary>
    public static IReadOnlyList<FuzzFormat> Create() =>
    [
        new SafetensorsFuzz(), new VocabularyFuzz(), new CheckpointFuzz(), new OnnxFuzz(), new ImportFuzz(), new FileFuzz("keras", "Keras"), new FileFuzz("pytorch", "PyTorch"),
        new FileFuzz("onnx-graph", "Onnx"),
        new RoundedFuzz<FuzzShapeInt8>("int8", isOnnx: false), new RoundedFuzz<FuzzShapeInt8States15>("int8-states15", isOnnx: false), new RoundedFuzz<FuzzShapeBFloat16>("bfloat16", isOnnx: false), new RoundedFuzz<FuzzShapeInt8>("onnx-int8", isOnnx: true),
    ];
}
