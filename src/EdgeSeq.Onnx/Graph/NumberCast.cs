using System.Buffers.Binary;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Onnx.Graph;

/// <summary>Converts the numbers of a constant: floats of any precision to float or double, and integers that nodes read as sizes and indices.</summary>
internal static class NumberCast
{
    private const int Double = 11;

    /// <summary>Converts a tensor.</summary>
    /// <exception cref="ModelFormatException">The types are others.</exception>
    public static OnnxTensor Convert(OnnxTensor source, OnnxNode node, long to, MemoryBudget budget)
    {
        int count = source.Count(node);
        if (to == source.DataType)
        {
            return source;
        }

        NumberType type = NumberType.Find(source.DataType)!;
        if (to is NumberType.Float32 or Double && type.Float.Length > 0)
        {
            return ToFloats(source.Floats(node, source.Dimensions), to, source, budget);
        }

        if (to is NumberType.Int32 or NumberType.Int64 && source.DataType is NumberType.Int32 or NumberType.Int64)
        {
            long[] values = (source with { Dimensions = [count] }).Integers(node);
            byte[] data = new byte[count * (to == NumberType.Int64 ? sizeof(long) : sizeof(int))];
            for (int i = 0; i < count; i++)
            {
                if (to == NumberType.Int64)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * sizeof(long)), values[i]);
                }
                else
                {
                    BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(i * sizeof(int)), (int)values[i]);
                }
            }

            return source with { DataType = (int)to, Data = data };
        }

        throw node.Unfit($"it converts constants of type {type.Name} to type {to}");
    }

    private static OnnxTensor ToFloats(FloatNumbers numbers, long to, OnnxTensor source, MemoryBudget budget)
    {
        int size = NumberType.Find((int)to)!.Size;
        budget.Charge((long)numbers.Length * size);
        byte[] data = new byte[numbers.Length * size];
        Span<float> number = stackalloc float[1];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers.CopyTo(i, number);
            if (to == Double)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(i * size), number[0]);
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * size), number[0]);
            }
        }

        return source with { DataType = (int)to, Data = data };
    }
}
