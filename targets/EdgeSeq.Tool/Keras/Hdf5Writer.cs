using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeSeq.Targets.Tool.Keras;

/// <summary>
/// Writes an HDF5 file of groups and contiguous datasets of float32, as the first version of the format has them (HDF5 File Format Specification 3.0: superblock and object headers of
/// version 0 and 1, symbol tables). Keras needs no more of it.
/// </summary>
internal sealed class Hdf5Writer
{
    private const long Undefined = -1;
    private const int Superblock = 96, EntrySize = 40, InternalK = 16;

    private readonly Group _root = new();
    private readonly ArrayBufferWriter<byte> _file = new();
    private int _leafK = 4;

    /// <summary>Adds a dataset; groups on its way come by themselves.</summary>
    /// <param name="path">Names, with slashes between them.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="dimensions">Their sizes.</param>
    public void Add(string path, float[] values, params long[] dimensions)
    {
        string[] names = path.Split('/');
        Group group = _root;
        foreach (string name in names[..^1])
        {
            group = group.Groups.TryGetValue(name, out Group? known) ? known : group.Groups[name] = new();
        }

        group.Datasets.Add(names[^1], (values, dimensions));
    }

    /// <summary>The file. One table holds all names of a group, so the largest group says how long tables are.</summary>
    public byte[] ToFile()
    {
        _leafK = Math.Max(4, (Largest(_root) + 1) / 2);
        _file.Clear();
        _file.Write(new byte[Superblock]);
        (long header, long tree, long heap) = Write(_root);
        byte[] file = _file.WrittenSpan.ToArray();
        Span<byte> start = file;
        "\u0089HDF\r\n\u001a\n".Select(c => (byte)c).ToArray().CopyTo(start);
        start[13] = start[14] = 8;                                                   // bytes of an address and of a length
        BinaryPrimitives.WriteInt16LittleEndian(start[16..], (short)_leafK);
        BinaryPrimitives.WriteInt16LittleEndian(start[18..], InternalK);
        long[] addresses = [0, Undefined, file.Length, Undefined, 0, header];          // base, free space, end, driver; name and header of the root
        MemoryMarshal.AsBytes<long>(addresses).CopyTo(start[24..]);
        start[72] = 1;                                                               // the next two are kept in the entry
        BinaryPrimitives.WriteInt64LittleEndian(start[80..], tree);
        BinaryPrimitives.WriteInt64LittleEndian(start[88..], heap);
        return file;
    }

    private static int Largest(Group group) => group.Groups.Values.Select(Largest).Append(group.Groups.Count + group.Datasets.Count).Max();

    /// <summary>A group behind what it holds: the names, the table of their places, a tree of that table alone, the header that says where these are.</summary>
    private (long Header, long Tree, long Heap) Write(Group group)
    {
        SortedDictionary<string, long> members = new(StringComparer.Ordinal);
        foreach ((string name, (float[] values, long[] dimensions)) in group.Datasets)
        {
            members.Add(name, Dataset(values, dimensions));
        }

        foreach ((string name, Group inner) in group.Groups)
        {
            members.Add(name, Write(inner).Header);
        }

        MemoryStream names = new();
        names.Write(new byte[8]);
        List<byte> table = [.. "SNOD"u8, 1, 0, .. Bytes((short)members.Count)];
        long last = 0;
        foreach ((string name, long header) in members)
        {
            last = names.Length;
            names.Write(Encoding.UTF8.GetBytes(name));
            names.Write(new byte[8 - (int)(names.Length % 8)]);
            table.AddRange([.. Bytes(last), .. Bytes(header), .. new byte[24]]);
        }

        table.AddRange(new byte[(2 * _leafK * EntrySize) - (members.Count * EntrySize)]);
        long data = Append(names.ToArray()), heap = Append([.. "HEAP"u8, 0, 0, 0, 0, .. Bytes(names.Length), .. Bytes(1L), .. Bytes(data)]), symbols = Append([.. table]);
        List<byte> node = [.. "TREE"u8, 0, 0, .. Bytes((short)1), .. Bytes(Undefined), .. Bytes(Undefined), .. Bytes(0L), .. Bytes(symbols), .. Bytes(last)];
        node.AddRange(new byte[24 + (((4 * InternalK) + 1) * 8) - node.Count]);
        long tree = Append([.. node]);
        return (Header((17, [.. Bytes(tree), .. Bytes(heap)])), tree, heap);
    }

    /// <summary>Numbers, and the header that says their sizes, their type and where they are.</summary>
    private long Dataset(float[] values, long[] dimensions)
    {
        long place = Append(MemoryMarshal.AsBytes<float>(values).ToArray());
        byte[] space = [1, (byte)dimensions.Length, 0, 0, 0, 0, 0, 0, .. MemoryMarshal.AsBytes<long>(dimensions)];

        // IEEE 754 of 32 bits: sign at 31, 8 bits of exponent from 23 on, 23 of fraction from 0 on, a bias of 127.
        byte[] type = [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0];
        byte[] fill = [2, 2, 2, 0], layout = [3, 1, .. Bytes(place), .. Bytes((long)values.Length * sizeof(float))];
        return Header((1, space), (3, type), (5, fill), (8, layout));
    }

    private long Header(params (short Type, byte[] Data)[] messages)
    {
        List<byte> all = [];
        foreach ((short type, byte[] data) in messages)
        {
            int padding = (8 - (data.Length % 8)) % 8;
            all.AddRange([.. Bytes(type), .. Bytes((short)(data.Length + padding)), 0, 0, 0, 0, .. data, .. new byte[padding]]);
        }

        return Append([1, 0, .. Bytes((short)messages.Length), .. BitConverter.GetBytes(1), .. BitConverter.GetBytes(all.Count), 0, 0, 0, 0, .. all]);
    }

    private long Append(byte[] bytes)
    {
        long place = _file.WrittenCount;
        _file.Write(bytes);
        _file.Write(new byte[(8 - (bytes.Length % 8)) % 8]);
        return place;
    }

    private static byte[] Bytes(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Bytes(short value) => [(byte)value, (byte)(value >> 8)];

    private sealed class Group
    {
        public SortedDictionary<string, Group> Groups { get; } = new(StringComparer.Ordinal);

        public SortedDictionary<string, (float[] Values, long[] Dimensions)> Datasets { get; } = new(StringComparer.Ordinal);
    }
}
