namespace EdgeSeq.Onnx.Messages;

/// <summary>The size of an axis of an input of the graph, as nodes compute it.</summary>
/// <param name="Input">The input.</param>
/// <param name="Axis">The axis; null for all sizes.</param>
internal sealed record InputLength(string Input, long? Axis);
