using System.Buffers.Binary;

namespace EdgeSeq.Storage;

/// <summary>The types of numbers that a file may hold weights in. They are read as float32, rounded to nearest.</summary>
internal static class FloatType
{
    /// <summary>What is written.</summary>
    public const string Float32 = "F32";

    /// <summary>Upper halves of those: what shapes of such weights write.</summary>
    public const string BFloat16 = "BF16";

    /// <summary>Whole numbers of 8 bits; read only where they are expected, since they mean nothing without their scales.</summary>
    public const string Int8 = "I8";

    /// <summary>For messages.</summary>
    public const string All = "F32, F16, BF16 or F64";

    /// <summary>The largest size.</summary>
    public const int MaxSize = sizeof(double);

    /// <summary>Bytes of a number; 0 if there is no such type.</summary>
    public static int SizeOf(string dtype) => dtype switch
    {
        Float32 => sizeof(float),
        "F16" or BFloat16 => sizeof(ushort),
        "F64" => sizeof(double),
        _ => 0,
    };

    /// <summary>Decodes little-endian numbers.</summary>
    /// <param name="dtype">One of <see cref="All"/>.</param>
    /// <param name="bytes">Exactly the bytes of <paramref name="values"/>.</param>
    /// <param name="values">Receives them.</param>
    public static void Decode(string dtype, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (dtype)
        {
            case "F16":
                Decode(bytes, sizeof(ushort), values, number => (float)BinaryPrimitives.ReadHalfLittleEndian(number));
                break;
            case BFloat16:
                Decode(bytes, sizeof(ushort), values, number => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(number) << 16));
                break;
            case Int8:
                Decode(bytes, sizeof(sbyte), values, number => (sbyte)number[0]);
                break;
            case "F64":
                Decode(bytes, sizeof(double), values, number => (float)BinaryPrimitives.ReadDoubleLittleEndian(number));
                break;
            default:
                Decode(bytes, sizeof(float), values, BinaryPrimitives.ReadSingleLittleEndian);
                break;
        }
    }

    private static void Decode(ReadOnlySpan<byte> bytes, int size, Span<float> values, Func<ReadOnlySpan<byte>, float> read)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = read(bytes[(i * size)..]);
        }
    }
}
