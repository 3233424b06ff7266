namespace EdgeSeq.Onnx;

/// <summary>How a model is written to ONNX.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>
    /// Whether softmax or sigmoid is part of the graph. False, the default, gives the linear part, as <see cref="Session{TShape}.Logits"/> does.
    /// </summary>
    public bool Activation { get; init; }
}
