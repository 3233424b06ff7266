namespace EdgeSeq.Onnx;

/// <summary>How a model is read from ONNX.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>
    /// Of a shape with weights of 8 bits: whether whole numbers of another tool that such a shape has no place for are rounded again, at a little of their accuracy. These are numbers
    /// beyond 127, pairs that break the pair rule (<c>docs/numerics.md</c>), and rows of more than one scale. False, the default, refuses them.
    /// </summary>
    public bool RoundPairs { get; init; }
}
