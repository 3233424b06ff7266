using System.Buffers.Binary;
using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Onnx.Messages;

/// <summary>
/// Finds the numbers of a <c>TensorProto</c>, which may lie in any of six fields, packed or one by one. What is not found where the type
/// says is refused, never taken for none.
/// </summary>
internal static class TensorNumbers
{
    /// <summary>Reads the numbers of a message.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="name">The tensor, for messages.</param>
    /// <param name="dataType">Type of number; if it is none that is read, nothing is.</param>
    /// <param name="budget">What numbers may take that are not stored as they are needed.</param>
    /// <returns>Little-endian numbers of the type: a slice of the message where they lie there so.</returns>
    /// <exception cref="ModelFormatException">They lie in two fields, or in one for other types.</exception>
    public static ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> message, string name, int dataType, MemoryBudget budget)
    {
        if (NumberType.Find(dataType) is not { } type)
        {
            return default;
        }

        int field = 0, parts = 0;
        long length = 0;
        ReadOnlyMemory<byte> data = default;
        var reader = new ProtoReader(message, "a tensor", budget);
        while (NextPart(ref reader, out ReadOnlyMemory<byte> part))
        {
            if (reader.Field != NumberType.RawField && reader.Field != type.Field)
            {
                throw new ModelFormatException($"{name} has numbers of type {type.Name} in field {reader.Field}; those are in field {type.Field} or {NumberType.RawField}.");
            }

            if (parts++ > 0 && (reader.Field != field || field == NumberType.RawField))
            {
                throw new ModelFormatException($"{name} has its numbers twice.");
            }

            (field, data) = (reader.Field, part);
            length += part.Length;
        }

        data = parts > 1 ? Joined(message, (int)length, budget) : data;
        return NumberType.StoredAs(field) == WireType.Varint ? Decoded(data, type.Size, budget) : data;
    }

    /// <summary>Goes to the next field that holds numbers; empty ones hold none.</summary>
    private static bool NextPart(ref ProtoReader reader, out ReadOnlyMemory<byte> part)
    {
        while (reader.Next())
        {
            if (NumberType.StoredAs(reader.Field) is not { } each)
            {
                reader.Skip();
                continue;
            }

            part = reader.Packed(each);
            if (!part.IsEmpty)
            {
                return true;
            }
        }

        part = default;
        return false;
    }

    /// <summary>The parts of a field that comes more than once, one behind the other, as protobuf has it.</summary>
    private static byte[] Joined(ReadOnlyMemory<byte> message, int length, MemoryBudget budget)
    {
        budget.Charge(length);
        byte[] joined = new byte[length];
        int at = 0;
        var reader = new ProtoReader(message, "a tensor", budget);
        while (NextPart(ref reader, out ReadOnlyMemory<byte> part))
        {
            part.CopyTo(joined.AsMemory(at));
            at += part.Length;
        }

        return joined;
    }

    /// <summary>Integers in as many bytes as the type has.</summary>
    private static byte[] Decoded(ReadOnlyMemory<byte> packed, int size, MemoryBudget budget)
    {
        int count = ProtoReader.Count(packed.Span);
        budget.Charge((long)count * size);
        byte[] data = new byte[count * size];
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        var reader = new ProtoReader(packed, "a tensor", budget);
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(number, reader.NextPacked());
            number[..size].CopyTo(data.AsSpan(i * size));
        }

        return data;
    }
}
