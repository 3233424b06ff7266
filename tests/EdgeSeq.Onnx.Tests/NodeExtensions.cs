using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Tests;

internal static class NodeExtensions
{
    public static OnnxNode With(this OnnxNode node, OnnxAttribute attribute) => node with { Attributes = [.. node.Attributes, attribute] };
}
