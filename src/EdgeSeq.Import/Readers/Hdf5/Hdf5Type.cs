using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Hdf5;

/// <summary>What the numbers of a dataset or attribute are.</summary>
/// <param name="Size">Bytes of one.</param>
/// <param name="Float">As <see cref="FloatType"/> calls it; null where it is none.</param>
/// <param name="Text">Whether it is text of this size, or text in the heap; null where it is neither.</param>
internal sealed record Hdf5Type(int Size, string? Float, Hdf5Type.TextKind? Text)
{
    /// <summary>Where a text lies.</summary>
    internal enum TextKind
    {
        Here,
        InHeap,
    }

    /// <summary>Reads a message of the kind.</summary>
    /// <exception cref="ModelFormatException">It ends too early.</exception>
    public static Hdf5Type Read(ref ByteCursor message)
    {
        int kind = message.UInt8() & 0xF, bits = message.UInt8();
        message.Skip(2);
        uint size = message.UInt32();
        if (size is 0 or > int.MaxValue)
        {
            throw new ModelFormatException($"A type of {size} bytes at byte {message.Place}.");
        }

        string? number = null;
        if (kind == 1 && (bits & 0x41) == 0)
        {
            message.Skip(5);
            number = (size, message.UInt8()) switch { (2, 5) => "F16", (2, 8) => FloatType.BFloat16, (4, 8) => FloatType.Float32, (8, 11) => "F64", _ => null };
        }

        return new((int)size, number, kind == 3 ? TextKind.Here : kind == 9 && (bits & 0xF) == 1 && size == 16 ? TextKind.InHeap : null);
    }
}
