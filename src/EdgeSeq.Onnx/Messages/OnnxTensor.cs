using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EdgeSeq.Onnx.Protobuf;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Messages;

/// <summary><c>TensorProto</c>: numbers that are part of the file.</summary>
/// <param name="Name">What nodes call it; empty in an attribute.</param>
/// <param name="Dimensions">Its sizes.</param>
/// <param name="DataType">Type of number, of <c>TensorProto.DataType</c>.</param>
/// <param name="Data">Little-endian numbers of that type, whatever field of the message held them. Their count is compared with the sizes where they are used.</param>
internal sealed record OnnxTensor(string Name, long[] Dimensions, int DataType, ReadOnlyMemory<byte> Data)
{
    /// <summary>Types of number.</summary>
    public const int Float32 = NumberType.Float32, Int64 = NumberType.Int64;

    /// <summary>Axes of a tensor at most; one has four.</summary>
    public const int MaxRank = 16;

    private const int DimensionsField = 1, TypeField = 2, NameField = 8, ExternalField = 13, LocationField = 14;

    /// <summary>Sizes, for messages.</summary>
    public string Size => $"[{string.Join(", ", Dimensions.Take(8))}]";

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

    /// <summary>A tensor of whole numbers of 8 bits.</summary>
    public static OnnxTensor Of(string name, ReadOnlySpan<sbyte> values, params long[] dimensions) =>
        new(name, dimensions, NumberType.Int8, MemoryMarshal.AsBytes(values).ToArray());

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
    /// <param name="message">Its bytes.</param>
    /// <param name="budget">What objects may take.</param>
    /// <param name="external">Files beside the model; null where none may be read.</param>
    /// <exception cref="ModelFormatException">It is damaged, or its data lie in another file that cannot be read.</exception>
    public static OnnxTensor Read(ReadOnlyMemory<byte> message, MemoryBudget budget, ExternalData? external = null)
    {
        // And its place in the table of constants.
        budget.Charge(2 * MemoryBudget.ObjectSize);
        var reader = new ProtoReader(message, "a tensor", budget);
        string name = "";
        int type = 0;
        List<long>? dimensions = null;
        bool isExternal = false;
        Dictionary<string, string> place = new(StringComparer.Ordinal);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case DimensionsField:
                    reader.Integers(dimensions ??= []);
                    break;
                case TypeField:
                    type = (int)long.Clamp(reader.Integer(), 0, int.MaxValue);
                    break;
                case NameField:
                    name = reader.Text();
                    break;
                case LocationField:
                    isExternal |= reader.Integer() != 0;
                    break;
                case ExternalField:
                    isExternal = true;
                    (string key, string value) = ExternalData.ReadEntry(reader.Bytes(), budget);
                    place[key] = value;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        string shown = JsonFields.Quote(name);
        return dimensions is { Count: > MaxRank }
            ? throw new ModelFormatException($"{shown} has {dimensions.Count} axes; expected at most {MaxRank}.")
            : new(name, dimensions is null ? [] : [.. dimensions], type, isExternal ? (external ?? new(null)).Read(shown, place) : TensorNumbers.Read(message, shown, type, budget));
    }

    /// <summary>Writes the message.</summary>
    public void Write(ProtoWriter writer)
    {
        writer.Integers(DimensionsField, Dimensions);
        writer.Integer(TypeField, DataType);
        writer.Text(NameField, Name);
        writer.Bytes(NumberType.RawField, Data.Span);
    }

    /// <summary>The numbers, which are floats of any precision.</summary>
    /// <param name="user">Who reads them, for messages.</param>
    /// <param name="dimensions">The sizes that they must have.</param>
    /// <exception cref="ModelFormatException">Type, sizes or the number of bytes are wrong.</exception>
    public FloatNumbers Floats(OnnxNode user, params long[] dimensions)
    {
        if (!Dimensions.AsSpan().SequenceEqual(dimensions))
        {
            throw new ModelFormatException($"{user}: {JsonFields.Quote(Name)} has the shape {Size}; expected [{string.Join(", ", dimensions)}].");
        }

        NumberType? type = NumberType.Find(DataType);
        return type is { Float.Length: > 0 }
            ? new(type.Float, Data[..(Count(user) * type.Size)])
            : throw new ModelFormatException($"{user}: {JsonFields.Quote(Name)} has numbers of type {type?.Name ?? $"{DataType}"}; expected float, float16, bfloat16 or double.");
    }

    /// <summary>The numbers of a list of 32-bit or 64-bit integers, or of one of them.</summary>
    /// <param name="user">Who reads them, for messages.</param>
    /// <exception cref="ModelFormatException">It is none, or longer than any that says something of a model.</exception>
    public long[] Integers(OnnxNode user)
    {
        const int Most = 1024;
        if (DataType is not (Int64 or NumberType.Int32) || Dimensions.Length > 1 || Count(user) > Most)
        {
            throw new ModelFormatException($"{user}: {JsonFields.Quote(Name)} is no list of at most {Most} integers.");
        }

        long[] values = new long[Count(user)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = DataType == Int64
                ? BinaryPrimitives.ReadInt64LittleEndian(Data.Span[(i * sizeof(long))..])
                : BinaryPrimitives.ReadInt32LittleEndian(Data.Span[(i * sizeof(int))..]);
        }

        return values;
    }

    /// <summary>How many numbers there are, by the sizes and by the bytes.</summary>
    /// <param name="user">Who reads them, for messages.</param>
    /// <exception cref="ModelFormatException">These differ, or numbers of this type are not read.</exception>
    public int Count(OnnxNode user)
    {
        int size = NumberType.Find(DataType)?.Size ?? throw new ModelFormatException($"{user}: {JsonFields.Quote(Name)} has numbers of type {DataType}, which are not read.");
        long count = 1;
        foreach (long dimension in Dimensions)
        {
            // Sizes are compared with the bytes one by one, so that their product cannot overflow.
            count = dimension < 0 || dimension > Data.Length || count * dimension > Data.Length ? -1 : count * dimension;
            if (count < 0)
            {
                break;
            }
        }

        return count >= 0 && count * size == Data.Length
            ? (int)count
            : throw new ModelFormatException($"{user}: {JsonFields.Quote(Name)} has {Data.Length} bytes for the shape {Size}, {size} bytes a number.");
    }
}
