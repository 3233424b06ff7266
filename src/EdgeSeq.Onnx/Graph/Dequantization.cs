using System.Buffers.Binary;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary><c>DequantizeLinear</c> of constants: (whole number - zero point) * scale, with one scale for all or one for each place of an axis.</summary>
internal static class Dequantization
{
    private const int UInt8 = 2, UInt16 = 4, Int16 = 5;

    /// <summary>Computes the node.</summary>
    /// <exception cref="ModelFormatException">Constants do not fit it.</exception>
    public static OnnxTensor Compute(OnnxFile file, OnnxNode node, Dequantized wanted)
    {
        node.RequireOnly("axis", "block_size");
        if (node.Integer("block_size", 0) != 0)
        {
            throw node.Unfit("its scales are of blocks; expected one for each row or one for all");
        }

        OnnxTensor whole = file.Constant(node, 0, "its input"), scale = file.Constant(node, 1, "its scales");
        int count = whole.Count(node), scales = scale.Count(node);
        float[] scaleOf = scale.Floats(node, scale.Dimensions).ToArray();
        OnnxTensor? zero = node.Input(2).Length == 0 ? null : file.Constant(node, 2, "its zero points");
        int axis = scales == 1 ? 0 : node.Axis(node.Integer("axis", 1), whole.Dimensions.Length), inner = 1;
        if (scales != 1 && (scale.Dimensions.Length != 1 || whole.Dimensions[axis] != scales))
        {
            throw node.Unfit($"it has scales {scale.Size} for numbers {whole.Size}");
        }

        if (zero is not null && (zero.DataType != whole.DataType || zero.Count(node) != scales))
        {
            throw node.Unfit($"it has zero points {zero.Size} for scales {scale.Size}");
        }

        for (int i = axis + 1; i < whole.Dimensions.Length; i++)
        {
            inner *= (int)whole.Dimensions[i];
        }

        file.Budget.Charge((long)count * sizeof(float));
        byte[] data = new byte[count * sizeof(float)];
        for (int i = 0; i < count; i++)
        {
            int place = scales == 1 ? 0 : i / inner % scales;
            float q = (float)(Number(whole, i, node) - (zero is null ? 0 : Number(zero, place, node)));
            float value = wanted switch
            {
                Dequantized.Product => q * scaleOf[place],
                Dequantized.Whole => q,
                _ => q == 0 ? 0 : scaleOf[place],
            };
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), value);
        }

        return new("", whole.Dimensions, OnnxTensor.Float32, data);
    }

    private static long Number(OnnxTensor tensor, int index, OnnxNode node)
    {
        ReadOnlySpan<byte> data = tensor.Data.Span;
        return tensor.DataType switch
        {
            UInt8 => data[index],
            NumberType.Int8 => (sbyte)data[index],
            UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(data[(index * sizeof(ushort))..]),
            Int16 => BinaryPrimitives.ReadInt16LittleEndian(data[(index * sizeof(short))..]),
            NumberType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(data[(index * sizeof(int))..]),
            _ => throw node.Unfit($"its numbers are of type {NumberType.Find(tensor.DataType)?.Name}; expected whole numbers of 8, 16 or 32 bits"),
        };
    }
}
