namespace EdgeSeq.Import.Readers.Hdf5;

/// <summary>
/// An HDF5 file in memory (The HDF Group, "HDF5 File Format Specification", version 3.0), as far as h5py writes weights: groups as symbol tables or
/// links in their headers, numbers in one piece, texts. It is ours since a damaged file must cost neither time nor memory: the library that we tried
/// allocates gigabytes for some files of 13 kB, and needs reflection.
/// </summary>
internal sealed class Hdf5File
{
    private const int OffsetSize = 8, EntrySize = 40;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Dictionary<ulong, Hdf5Object> _objects = [];
    private readonly Dictionary<ulong, Dictionary<uint, ReadOnlyMemory<byte>>> _heaps = [];

    // Each byte of a good file is read once. One that leads back to itself, or that gives the same bytes many names, must neither run on nor take memory.
    private long _structureLeft, _contentLeft;

    /// <summary>Reads where the root is.</summary>
    /// <exception cref="ModelFormatException">The file is damaged, or of a kind that h5py does not write.</exception>
    public Hdf5File(ReadOnlyMemory<byte> bytes)
    {
        (_bytes, _structureLeft, _contentLeft) = (bytes, bytes.Length, bytes.Length);
        ByteCursor header = At(0, "The HDF5 superblock", bytes.Length);
        header.Skip(Signature.Length);
        int version = header.UInt8();
        if (version is 0 or 1)
        {
            header.Skip(4);
            RequireSizes(header.UInt8(), header.UInt8());
            header.Skip(version == 0 ? 9 : 13);
        }
        else if (version is 2 or 3)
        {
            RequireSizes(header.UInt8(), header.UInt8());
            header.Skip(1);
        }
        else
        {
            throw new ModelFormatException($"The HDF5 superblock has the version {version}; 0 to 3 are read.");
        }

        ulong start = header.UInt64();
        if (start != 0)
        {
            throw new ModelFormatException($"The HDF5 data begin at byte {start}; expected 0.");
        }

        // Before the root: free space, the end of the file, and either the driver and a name, or nothing.
        header.Skip(version < 2 ? 4 * OffsetSize : 2 * OffsetSize);
        Root = Object(header.UInt64(), "");
    }

    /// <summary>The first bytes.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>What holds everything else.</summary>
    public Hdf5Object Root { get; }

    /// <summary>The object at a place.</summary>
    public Hdf5Object Object(ulong address, string path)
    {
        if (!_objects.TryGetValue(address, out Hdf5Object? found))
        {
            found = new(this, address, path);
            _objects.Add(address, found);
        }

        return found;
    }

    /// <summary>A part of the file.</summary>
    /// <exception cref="ModelFormatException">It lies outside.</exception>
    public ByteCursor At(ulong address, string what, long count) => new(Slice(address, what, count).Span, what, (long)address);

    /// <summary>A part of the file.</summary>
    /// <exception cref="ModelFormatException">It lies outside.</exception>
    public ReadOnlyMemory<byte> Slice(ulong address, string what, long count) =>
        count >= 0 && address <= (ulong)_bytes.Length && (ulong)count <= (ulong)_bytes.Length - address ? _bytes.Slice((int)address, (int)count)
            : throw new ModelFormatException($"{what} lies at byte {address}, of {count} bytes; the file has {_bytes.Length}.");

    /// <summary>Counts bytes of headers, trees and heaps.</summary>
    /// <exception cref="ModelFormatException">They are more than the file has.</exception>
    public void CountStructure(long bytes, string what)
    {
        _structureLeft -= bytes;
        if (_structureLeft < 0)
        {
            throw new ModelFormatException($"{what} leads back to parts of the file that belong to others.");
        }
    }

    /// <summary>Counts bytes of numbers and texts.</summary>
    /// <exception cref="ModelFormatException">They are more than the file has.</exception>
    public void CountContent(long bytes, string what)
    {
        _contentLeft -= bytes;
        if (_contentLeft < 0)
        {
            throw new ModelFormatException($"{what} overlaps what belongs to others.");
        }
    }

    /// <summary>From a place to the end of the file.</summary>
    public ByteCursor From(ulong address, string what) => At(address, what, Math.Max(0, _bytes.Length - (long)Math.Min(address, long.MaxValue)));

    /// <summary>The links of a group of the old form: a tree whose leaves are lists of names.</summary>
    public void ReadSymbols(ulong tree, ulong heap, string group, Dictionary<string, ulong> links)
    {
        ByteCursor header = From(heap, group);
        Require(ref header, "HEAP"u8, group);
        header.Skip(4);
        ulong size = header.UInt64();
        header.Skip(8);
        ReadOnlySpan<byte> names = Slice(header.UInt64(), group, (long)Math.Min(size, long.MaxValue)).Span;
        ReadTree(tree, names, group, links, depth: 0);
    }

    private void ReadTree(ulong address, ReadOnlySpan<byte> names, string group, Dictionary<string, ulong> links, int depth)
    {
        ByteCursor node = From(address, group);
        Require(ref node, "TREE"u8, group);
        if (node.UInt8() != 0 || node.UInt8() is var level && level + depth > 16)
        {
            throw new ModelFormatException($"The tree of {group} at byte {address} is none of names, or too deep.");
        }

        int count = node.UInt16();
        CountStructure(8 + (2L * OffsetSize * (count + 1)), group);
        node.Skip(2 * OffsetSize);
        for (int i = 0; i < count; i++)
        {
            node.Skip(8);
            ulong child = node.UInt64();
            if (level > 0)
            {
                ReadTree(child, names, group, links, depth + 1);
            }
            else
            {
                ReadLeaf(child, names, group, links);
            }
        }
    }

    private void ReadLeaf(ulong address, ReadOnlySpan<byte> names, string group, Dictionary<string, ulong> links)
    {
        ByteCursor leaf = From(address, group);
        Require(ref leaf, "SNOD"u8, group);
        leaf.Skip(2);
        int count = leaf.UInt16();
        CountStructure(8 + (EntrySize * count), group);
        for (; count > 0; count--)
        {
            var entry = new ByteCursor(leaf.Take(EntrySize), group, leaf.Place);
            ulong at = entry.UInt64();
            ReadOnlySpan<byte> name = at < (ulong)names.Length ? names[(int)at..] : throw new ModelFormatException($"A link of {group} has its name at {at} of {names.Length} bytes.");
            int end = name.IndexOf((byte)0);
            links[Hdf5Text.Of(end < 0 ? name : name[..end])] = entry.UInt64();
        }
    }

    /// <summary>A text of any length, which lies in a heap that all objects share.</summary>
    public ReadOnlySpan<byte> FromHeap(ulong address, uint index, string what)
    {
        if (!_heaps.TryGetValue(address, out Dictionary<uint, ReadOnlyMemory<byte>>? heap))
        {
            _heaps.Add(address, heap = ReadHeap(address, what));
        }

        return heap.TryGetValue(index, out ReadOnlyMemory<byte> text) ? text.Span
            : throw new ModelFormatException($"{what} is text {index} of the heap at byte {address}, which has none of this number.");
    }

    private Dictionary<uint, ReadOnlyMemory<byte>> ReadHeap(ulong address, string what)
    {
        ByteCursor header = From(address, what);
        Require(ref header, "GCOL"u8, what);
        header.Skip(4);
        ulong length = header.UInt64();
        ByteCursor items = At(address, what, (long)Math.Min(length, long.MaxValue));
        CountStructure(items.Left, what);
        items.Skip(16);
        Dictionary<uint, ReadOnlyMemory<byte>> texts = [];
        while (items.Left >= 16 && items.UInt16() is var number && number != 0)
        {
            items.Skip(6);
            ulong size = items.UInt64();
            texts[number] = Slice((ulong)items.Place, what, (long)Math.Min(size, long.MaxValue));
            items.Skip(texts[number].Length);
            items.Align();
        }

        return texts;
    }

    public static void Require(ref ByteCursor cursor, ReadOnlySpan<byte> signature, string what)
    {
        long place = cursor.Place;
        if (!cursor.Take(signature.Length).SequenceEqual(signature))
        {
            throw new ModelFormatException($"{what}: {Hdf5Text.Of(signature)} should stand at byte {place}, and does not.");
        }
    }

    private static void RequireSizes(int offsets, int lengths)
    {
        if (offsets != OffsetSize || lengths != OffsetSize)
        {
            throw new ModelFormatException($"The HDF5 file has offsets of {offsets} and lengths of {lengths} bytes; those of 8 are read.");
        }
    }
}
