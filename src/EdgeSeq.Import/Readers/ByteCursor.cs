using System.Buffers.Binary;

namespace EdgeSeq.Import.Readers;

/// <summary>Little-endian numbers one behind the other; what ends too early is named with its place.</summary>
/// <param name="bytes">What is read.</param>
/// <param name="what">What it is, for messages.</param>
/// <param name="start">The place of its first byte in the file.</param>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes, string what, long start = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly string _what = what;
    private readonly long _start = start;
    private int _next;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _bytes.Length - _next;

    /// <summary>Bytes that were read.</summary>
    public readonly int Read => _next;

    /// <summary>The place in the file.</summary>
    public readonly long Place => _start + _next;

    /// <summary>Bytes.</summary>
    /// <exception cref="ModelFormatException">There are fewer.</exception>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Left)
        {
            throw new ModelFormatException($"{_what} ends too early: at byte {Place} there are {Left} bytes, and {count} are expected.");
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(_next, (int)count);
        _next += (int)count;
        return taken;
    }

    /// <summary>Leaves out bytes.</summary>
    public void Skip(long count) => _ = Take(count);

    /// <summary>Leaves out bytes up to a multiple of eight, where there are as many.</summary>
    public void Align() => Skip(Math.Min(-_next & 7, Left));

    public byte UInt8() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>An unsigned number of 1, 2, 4 or 8 bytes.</summary>
    public ulong Unsigned(int size) => size switch { 1 => UInt8(), 2 => UInt16(), 4 => UInt32(), _ => UInt64() };
}
