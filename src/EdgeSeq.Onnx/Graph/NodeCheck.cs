using EdgeSeq.Onnx.Messages;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Graph;

/// <summary>What a node may say, and the exception that names it if it says anything else.</summary>
internal static class NodeCheck
{
    /// <summary>The exception for the first node that does not fit.</summary>
    public static ModelFormatException Unfit(this OnnxNode node, string reason) => new($"{node} does not fit: {reason}.");

    /// <summary>Whether a node is one of these operators of ONNX.</summary>
    public static bool Is(this OnnxNode node, params ReadOnlySpan<string> operators) => node.Domain is "" or "ai.onnx" && operators.Contains(node.Operator);

    /// <summary>An attribute; null if it is not there.</summary>
    public static OnnxAttribute? Find(this OnnxNode node, string name) => node.Attributes.FirstOrDefault(a => a.Name == name);

    /// <summary>An integer of a node.</summary>
    public static long Integer(this OnnxNode node, string name, long otherwise) => node.Find(name) is { } attribute
        ? attribute.Integer ?? throw node.Unfit($"{name} is no integer")
        : otherwise;

    /// <summary>A number of a node.</summary>
    public static float Number(this OnnxNode node, string name, float otherwise) => node.Find(name) is { } attribute
        ? attribute.Number ?? throw node.Unfit($"{name} is no number")
        : otherwise;

    /// <summary>Requires a node to have no attributes but these.</summary>
    public static void RequireOnly(this OnnxNode node, params string[] names)
    {
        if (node.Attributes.FirstOrDefault(a => !names.Contains(a.Name)) is { } other)
        {
            throw node.Unfit($"it has the attribute {JsonFields.Quote(other.Name)}");
        }
    }

    /// <summary>The place of an axis, which may be counted from the last one.</summary>
    public static int Axis(this OnnxNode node, long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw node.Unfit($"there is no axis {axis} of {rank}");

    /// <summary>Integers that are an attribute in older versions of an operator and an input in newer ones; null if they are neither.</summary>
    public static long[]? Integers(this OnnxFile file, OnnxNode node, string attribute, int input) => node.Find(attribute) is { } found ? [.. found.Integers]
        : node.Input(input).Length > 0 ? file.Constant(node, input, attribute).Integers(node)
        : null;

    /// <summary>A constant tensor that a node reads.</summary>
    public static OnnxTensor Constant(this OnnxFile file, OnnxNode node, int input, string what) =>
        file.Tensors.TryGetValue(node.Input(input), out OnnxTensor? tensor) ? tensor : throw node.Unfit($"{what} is no constant tensor");
}
