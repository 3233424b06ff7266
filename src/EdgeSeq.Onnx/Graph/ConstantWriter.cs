using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>Writes constant numbers; those that have scales as whole numbers of 8 bits and a node that multiplies.</summary>
internal static class ConstantWriter
{
    /// <summary>Adds numbers.</summary>
    /// <param name="file">Receives them.</param>
    /// <param name="name">What they are called.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="scales">A scale for each place of an axis; null for floats.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="size">Sizes.</param>
    public static void Add(OnnxFile file, string name, float[] values, float[]? scales, int axis, params long[] size)
    {
        if (scales is null)
        {
            file.Add(OnnxTensor.Of(name, values, size));
            return;
        }

        int inner = axis == 0 ? (int)size[1] : 1;
        sbyte[] whole = new sbyte[values.Length];
        for (int i = 0; i < whole.Length; i++)
        {
            whole[i] = (sbyte)Math.Round(values[i] / (double)scales[i / inner % scales.Length]);
        }

        string quantized = $"{name}_quantized", scale = $"{name}_scale";
        file.Add(OnnxTensor.Of(quantized, whole, size));
        file.Add(OnnxTensor.Of(scale, scales, scales.Length));
        file.Nodes.Add(new("DequantizeLinear", $"{name}_dequantization", [quantized, scale], [name], [new("axis") { Integer = axis }]));
    }
}
