using System.Buffers.Binary;
using EdgeSeq.Onnx.Protobuf;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Messages;

/// <summary><c>TensorProto</c>: numbers that are part of the file.</summary>
/// <param name="Name">What nodes call it; empty in an attribute.</param>
/// <param name="Dimensions">Its sizes.</param>
/// <param name="DataType">Type of number, of <c>TensorProto.DataType</c>.</param>
/// <param name="Data">Little-endian numbers, <c>raw_data</c> or <c>float_data</c>.</param>
internal sealed record OnnxTensor(string Name, long[] Dimensions, int DataType, ReadOnlyMemory<byte> Data)
{
    /// <summary>Types of number.</summary>
    public const int Float32 = 1, Int64 = 7;

    private const int Float16 = 10, Float64 = 11, BFloat16 = 16;

    private const int
        DimensionsField = 1, TypeField = 2, FloatField = 4, Int64Field = 7, NameField = 8, RawField = 9, ExternalField = 13, LocationField = 14;

    /// <summary>Sizes, for messages.</summary>
    public string Size => $"[{string.Join(", ", Dimensions.Take(8))}]";

    /// <summary>Whether all numbers are zero.</summary>
    public bool IsZero => !Data.Span.ContainsAnyExcept((byte)0);

    /// <summary>A tensor of floats.</summary>
    public static OnnxTensor Of(string name, ReadOnlySpan<float> values, params long[] dimensions)
    {
        byte[] data = new byte[checked(values.Length * sizeof(float))];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), values[i]);
        }

        return new(name, dimensions, Float32, data);
    }

    /// <summary>A list of integers.</summary>
    public static OnnxTensor Of(string name, params long[] values)
    {
        byte[] data = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * sizeof(long)), values[i]);
        }

        return new(name, [values.Length], Int64, data);
    }

    /// <summary>Reads the message.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or its data lie in another file.</exception>
    public static OnnxTensor Read(ReadOnlyMemory<byte> message)
    {
        var reader = new ProtoReader(message, "a tensor");
        string name = "";
        int type = 0;
        ReadOnlyMemory<byte> data = default;
        List<long> dimensions = [], integers = [];
        bool isExternal = false;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case DimensionsField:
                    reader.Integers(dimensions);
                    break;
                case TypeField:
                    type = (int)long.Clamp(reader.Integer(), 0, int.MaxValue);
                    break;
                case NameField:
                    name = reader.Text();
                    break;
                case FloatField or RawField:
                    data = reader.Bytes();
                    break;
                case Int64Field:
                    reader.Integers(integers);
                    break;
                case LocationField:
                    isExternal |= reader.Integer() != 0;
                    break;
                case ExternalField:
                    isExternal = true;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return isExternal ? throw new ModelFormatException($"The numbers of {JsonFields.Quote(name)} lie in another file; save the ONNX model as one file.")
            : new(name, [.. dimensions], type, integers.Count > 0 ? Of(name, [.. integers]).Data : data);
    }

    /// <summary>Writes the message.</summary>
    public void Write(ProtoWriter writer)
    {
        writer.Integers(DimensionsField, Dimensions);
        writer.Integer(TypeField, DataType);
        writer.Text(NameField, Name);
        writer.Bytes(RawField, Data.Span);
    }

    /// <summary>The numbers as float32, rounded to nearest.</summary>
    /// <param name="user">Who reads them, for messages.</param>
    /// <param name="dimensions">The sizes that they must have; all at least 1.</param>
    /// <exception cref="ModelFormatException">Type, sizes or the number of bytes are wrong.</exception>
    public float[] Floats(string user, params long[] dimensions)
    {
        string type = DataType switch { Float32 => FloatType.Float32, Float16 => "F16", BFloat16 => "BF16", Float64 => "F64", _ => "" };
        if (type.Length == 0)
        {
            throw new ModelFormatException($"{user}: {JsonFields.Quote(Name)} has numbers of type {DataType}; expected float, float16, bfloat16 or double.");
        }

        if (!Dimensions.AsSpan().SequenceEqual(dimensions))
        {
            throw new ModelFormatException($"{user}: {JsonFields.Quote(Name)} has the shape {Size}; expected [{string.Join(", ", dimensions)}].");
        }

        float[] values = new float[Count(user, FloatType.SizeOf(type))];
        FloatType.Decode(type, Data.Span, values);
        return values;
    }

    /// <summary>The numbers of a list of integers.</summary>
    /// <exception cref="ModelFormatException">It is none.</exception>
    public long[] Integers(string user)
    {
        if (DataType != Int64 || Dimensions.Length > 1)
        {
            throw new ModelFormatException($"{user}: {JsonFields.Quote(Name)} is no list of 64-bit integers.");
        }

        long[] values = new long[Count(user, sizeof(long))];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(Data.Span[(i * sizeof(long))..]);
        }

        return values;
    }

    private int Count(string user, int size)
    {
        // Sizes are compared with the bytes one by one, so that their product cannot overflow.
        long count = 1;
        foreach (long dimension in Dimensions)
        {
            count = dimension is < 1 or > int.MaxValue || count * dimension > Data.Length ? 0 : count * dimension;
        }

        return count > 0 && count * size == Data.Length
            ? (int)count
            : throw new ModelFormatException($"{user}: {JsonFields.Quote(Name)} has {Data.Length} bytes for the shape {Size}, {size} bytes a number.");
    }
}
