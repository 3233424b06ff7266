using System.Buffers.Binary;
using System.Text;

namespace EdgeSeq.Onnx.Protobuf;

/// <summary>
/// Reads one protobuf message field by field, trusting nothing: a length beyond the message is refused before anything is
/// allocated, and what lies within is read by a reader of its own, so nothing recurses further than the caller does.
/// </summary>
/// <param name="message">The bytes of the message; slices of them are handed out.</param>
/// <param name="name">What it is, for messages.</param>
/// <param name="budget">What texts and lists may take.</param>
internal struct ProtoReader(ReadOnlyMemory<byte> message, string name, MemoryBudget budget)
{
    private const int MaxVarintBits = 64;
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    private WireType _type;
    private int _at;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field. The value of the current one must have been read or skipped.</summary>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="ModelFormatException">It is no protobuf message.</exception>
    public bool Next()
    {
        if (_at == message.Length)
        {
            return false;
        }

        ulong tag = Varint();
        _type = (WireType)(tag & 7);
        Field = tag >> 3 is > 0 and < 1 << 29 ? (int)(tag >> 3) : throw Damaged($"a field has the number {tag >> 3}");
        return true;
    }

    /// <summary>An integer.</summary>
    public long Integer()
    {
        Expect(WireType.Varint);
        return (long)Varint();
    }

    /// <summary>One of several integers, or several of them packed.</summary>
    public void Integers(List<long> values)
    {
        ReadOnlyMemory<byte> bytes = Packed(WireType.Varint);
        budget.ChargeNumbers(Count(bytes.Span));
        var packed = new ProtoReader(bytes, name, budget);
        while (packed._at < packed.Length)
        {
            values.Add((long)packed.Varint());
        }
    }

    /// <summary>One of several numbers of single precision, or several of them packed.</summary>
    public void Singles(List<float> values)
    {
        var packed = new ProtoReader(Packed(WireType.Fixed32), name, budget);
        budget.ChargeNumbers(packed.Length / sizeof(float));
        while (packed._at < packed.Length)
        {
            values.Add(BinaryPrimitives.ReadSingleLittleEndian(packed.Take(sizeof(float)).Span));
        }
    }

    /// <summary>One of several numbers, or several of them packed, as the bytes that they have when packed.</summary>
    /// <param name="each">How one of them is stored.</param>
    public ReadOnlyMemory<byte> Packed(WireType each)
    {
        if (_type == WireType.Bytes)
        {
            return Bytes();
        }

        Expect(each);
        int start = _at;
        Skip();
        return message[start.._at];
    }

    /// <summary>How many integers begin in packed bytes; only the last byte of one is below 0x80.</summary>
    public static int Count(ReadOnlySpan<byte> packed)
    {
        int count = packed is [.., >= 0x80] ? 1 : 0;
        foreach (byte part in packed)
        {
            count += part < 0x80 ? 1 : 0;
        }

        return count;
    }

    /// <summary>The next of packed integers, when these are the whole message.</summary>
    public ulong NextPacked() => Varint();

    /// <summary>A number of single precision.</summary>
    public float Single()
    {
        Expect(WireType.Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)).Span);
    }

    /// <summary>Bytes, or a message within this one.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        Expect(WireType.Bytes);
        return Take(Varint());
    }

    /// <summary>Text.</summary>
    public string Text()
    {
        ReadOnlyMemory<byte> bytes = Bytes();
        if (bytes.IsEmpty)
        {
            return "";
        }

        budget.ChargeText(bytes.Length);
        try
        {
            return s_utf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new ModelFormatException($"The file is damaged: a text of {name} is not UTF-8.", e);
        }
    }

    /// <summary>Leaves a field out.</summary>
    public void Skip()
    {
        switch (_type)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireType.Bytes:
                Bytes();
                break;
            case WireType.Fixed32:
                Take(sizeof(uint));
                break;
            default:
                throw Damaged($"field {Field} is stored as {(int)_type}, which protobuf no longer has");
        }
    }

    private readonly int Length => message.Length;

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < MaxVarintBits; shift += 7)
        {
            byte part = Take(1).Span[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Damaged("an integer has more than 64 bits");
    }

    private ReadOnlyMemory<byte> Take(ulong length)
    {
        if (length > (ulong)(message.Length - _at))
        {
            throw Damaged($"{length} bytes are claimed where {message.Length - _at} are left");
        }

        ReadOnlyMemory<byte> bytes = message.Slice(_at, (int)length);
        _at += (int)length;
        return bytes;
    }

    private readonly void Expect(WireType type)
    {
        if (_type != type)
        {
            throw Damaged($"field {Field} is stored as {(int)_type}; expected {(int)type}");
        }
    }

    private readonly ModelFormatException Damaged(string how) => new($"The file is damaged, or is no ONNX file: in {name}, {how}.");
}
