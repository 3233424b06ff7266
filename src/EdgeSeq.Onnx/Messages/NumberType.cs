using System.Collections.Immutable;
using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Onnx.Messages;

/// <summary>A type of number that a tensor may hold.</summary>
/// <param name="Code">Its number in <c>TensorProto.DataType</c>.</param>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Size">Bytes of a number.</param>
/// <param name="Field">The field of <c>TensorProto</c> that may hold such numbers, beside <c>raw_data</c>.</param>
/// <param name="Float">Of a floating-point type, its name in <see cref="Storage.FloatType"/>; else empty.</param>
internal sealed record NumberType(int Code, string Name, int Size, int Field, string Float = "")
{
    /// <summary>Fields of <c>TensorProto</c> that hold numbers.</summary>
    public const int FloatField = 4, Int32Field = 5, Int64Field = 7, RawField = 9, DoubleField = 10, UInt64Field = 11;

    /// <summary>Types that the reader looks into.</summary>
    public const int Float32 = 1, Int8 = 3, Int32 = 6, Int64 = 7, Bool = 9, BFloat16 = 16;

    private static readonly ImmutableArray<NumberType> s_all =
    [
        new(Float32, "float", 4, FloatField, "F32"), new(2, "uint8", 1, Int32Field), new(Int8, "int8", 1, Int32Field), new(4, "uint16", 2, Int32Field),
        new(5, "int16", 2, Int32Field), new(Int32, "int32", 4, Int32Field), new(Int64, "int64", 8, Int64Field), new(Bool, "bool", 1, Int32Field),
        new(10, "float16", 2, Int32Field, "F16"), new(11, "double", 8, DoubleField, "F64"), new(12, "uint32", 4, UInt64Field),
        new(13, "uint64", 8, UInt64Field), new(BFloat16, "bfloat16", 2, Int32Field, "BF16"),
    ];

    /// <summary>How each number of a field is stored; null if the field holds no numbers.</summary>
    public static WireType? StoredAs(int field) => field switch
    {
        RawField => WireType.Bytes,
        FloatField => WireType.Fixed32,
        DoubleField => WireType.Fixed64,
        Int32Field or Int64Field or UInt64Field => WireType.Varint,
        _ => null,
    };

    /// <summary>A type by its number; null if its numbers are not read.</summary>
    public static NumberType? Find(int code)
    {
        foreach (NumberType type in s_all)
        {
            if (type.Code == code)
            {
                return type;
            }
        }

        return null;
    }
}
