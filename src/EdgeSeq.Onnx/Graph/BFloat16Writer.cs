using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>Halves the matrices of a graph whose weights are of bfloat16: each becomes a tensor of them and a <c>Cast</c> to float.</summary>
internal static class BFloat16Writer
{
    private const uint LowerHalf = 0xFFFF;

    /// <summary>
    /// Replaces all tensors of two axes or more that lose nothing by it, so that what is read back has the same bits whatever a tensor is for: biases and means stay floats.
    /// </summary>
    /// <param name="file">A whole graph.</param>
    public static void Apply(OnnxFile file)
    {
        List<OnnxNode> casts = [];
        foreach (OnnxTensor tensor in file.Tensors.Values.Where(IsExact).ToArray())
        {
            string halves = $"{tensor.Name}_bfloat16";
            file.Tensors.Remove(tensor.Name);
            file.Add(new(halves, tensor.Dimensions, NumberType.BFloat16, Upper(tensor.Data.Span)));
            casts.Add(new("Cast", $"{tensor.Name}_cast", [halves], [tensor.Name], [new("to") { Integer = NumberType.Float32 }]));
        }

        file.Nodes.InsertRange(0, casts);
    }

    private static bool IsExact(OnnxTensor tensor)
    {
        if (tensor.DataType != NumberType.Float32 || tensor.Dimensions.Length < 2)
        {
            return false;
        }

        foreach (uint bits in MemoryMarshal.Cast<byte, uint>(tensor.Data.Span))
        {
            if (((BitConverter.IsLittleEndian ? bits : BinaryPrimitives.ReverseEndianness(bits)) & LowerHalf) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Upper(ReadOnlySpan<byte> floats)
    {
        byte[] halves = new byte[floats.Length / 2];
        for (int i = 0; i < halves.Length; i += sizeof(ushort))
        {
            floats.Slice((2 * i) + sizeof(ushort), sizeof(ushort)).CopyTo(halves.AsSpan(i));
        }

        return halves;
    }
}
