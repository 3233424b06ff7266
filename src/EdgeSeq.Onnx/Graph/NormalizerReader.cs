using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>A mean and a scale a number.</summary>
/// <param name="Mean">Means; empty if there are none.</param>
/// <param name="Scale">As many scales.</param>
internal readonly record struct NormalizerContent(float[] Mean, float[] Scale);

/// <summary>Reads the nodes of a normaliser: Sub and Div before the first layer, Mul and Add behind the output layer.</summary>
internal static class NormalizerReader
{
    /// <summary>Reads the nodes on the graph's input; the value of the cursor becomes what they compute.</summary>
    /// <exception cref="ModelFormatException">A node does not fit.</exception>
    public static NormalizerContent ReadInputs(GraphCursor cursor)
    {
        if (!cursor.IsNext("Sub"))
        {
            return new([], []);
        }

        float[] mean = Take(cursor, "Sub", null);
        return new(mean, Take(cursor, "Div", mean.Length));
    }

    /// <summary>Reads the nodes behind a linear output layer; the value of the cursor becomes what they compute.</summary>
    /// <exception cref="ModelFormatException">A node does not fit.</exception>
    public static NormalizerContent ReadOutputs(GraphCursor cursor, int outputs)
    {
        if (!cursor.IsNext("Mul"))
        {
            return new([], []);
        }

        float[] scale = Take(cursor, "Mul", outputs);
        return new(Take(cursor, "Add", outputs), scale);
    }

    /// <summary>The numbers that a node applies, one a channel.</summary>
    private static float[] Take(GraphCursor cursor, string type, int? size)
    {
        OnnxNode node = cursor.Take(type, n => n.Operator == type && n.Input(0) == cursor.Value);
        OnnxTensor numbers = cursor.File.Constant(node, 1, "its numbers");
        float[] values = numbers.Dimensions.Length == 1 ? numbers.Floats(node, size ?? numbers.Dimensions[0]).ToArray()
            : throw node.Unfit($"its numbers have the shape {numbers.Size}; a normaliser has one a channel");
        cursor.Value = node.Output(0);
        return values;
    }
}
