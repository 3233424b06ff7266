using EdgeSeq.Onnx.Messages;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Graph;

/// <summary>What a node may say, and the exception that names it if it says anything else.</summary>
internal static class NodeCheck
{
    /// <summary>The exception for the first node that does not fit.</summary>
    public static ModelFormatException Unfit(this OnnxNode node, string reason) => new($"{node} does not fit: {reason}.");

    /// <summary>An attribute; null if it is not there.</summary>
    public static OnnxAttribute? Find(this OnnxNode node, string name) => node.Attributes.FirstOrDefault(a => a.Name == name);

    /// <summary>An integer of a node.</summary>
    public static long Integer(this OnnxNode node, string name, long otherwise) => node.Find(name) is { } attribute
        ? attribute.Integer ?? throw node.Unfit($"{name} is no integer")
        : otherwise;

    /// <summary>Requires a node to have no attributes but these.</summary>
    public static void RequireOnly(this OnnxNode node, params string[] names)
    {
        if (node.Attributes.FirstOrDefault(a => !names.Contains(a.Name)) is { } other)
        {
            throw node.Unfit($"it has the attribute {JsonFields.Quote(other.Name)}");
        }
    }

    /// <summary>A constant tensor that a node reads.</summary>
    public static OnnxTensor Constant(this OnnxFile file, OnnxNode node, int input, string what) =>
        file.Tensors.TryGetValue(node.Input(input), out OnnxTensor? tensor) ? tensor : throw node.Unfit($"{what} is no constant tensor");
}
