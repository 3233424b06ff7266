using EdgeSeq.Import.Form;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Hdf5;

/// <summary>A group or a dataset: what its header says.</summary>
internal sealed class Hdf5Object
{
    private const ulong None = ulong.MaxValue;

    private readonly Hdf5File _file;
    private readonly Dictionary<string, ulong> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Hdf5Attribute> _attributes = new(StringComparer.Ordinal);
    private int[]? _sizes;
    private Hdf5Type? _type;
    private ReadOnlyMemory<byte>? _layout;
    private string? _refusal;

    /// <summary>Reads a header.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public Hdf5Object(Hdf5File file, ulong address, string path)
    {
        (_file, Path, Name) = (file, path, path.Length == 0 ? "The HDF5 root" : JsonFields.Quote(path));
        ByteCursor header = file.From(address, Name);
        bool isNew = header.Left >= 4 && file.At(address, Name, 4).Take(4).SequenceEqual("OHDR"u8);
        var blocks = new Queue<(ulong Address, long Count)>();
        int order = isNew ? ReadPrefix(ref header, blocks) : 0;
        if (!isNew)
        {
            int version = header.UInt8();
            header.Skip(7);
            uint size = version == 1 ? header.UInt32() : throw new ModelFormatException($"{Name} should have a header at byte {address}, and has none.");
            header.Skip(4);
            blocks.Enqueue(((ulong)header.Place, size));
        }

        while (blocks.TryDequeue(out (ulong Address, long Count) block))
        {
            file.CountStructure(block.Count, Name);
            ReadMessages(file.At(block.Address, Name, block.Count), isNew, order, blocks);
        }
    }

    /// <summary>Such as <c>layers/lstm/cell</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>Whether it holds numbers.</summary>
    public bool IsDataset => _layout is not null;

    /// <summary>Names of what a group holds.</summary>
    public IReadOnlyCollection<string> Names => _refusal is null ? _links.Keys : throw new ModelFormatException(_refusal);

    /// <summary>For messages.</summary>
    private string Name { get; }

    /// <summary>What a path leads to; null where there is nothing.</summary>
    public Hdf5Object? Find(string path)
    {
        Hdf5Object found = this;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (found._refusal is { } refusal)
            {
                throw new ModelFormatException(refusal);
            }

            if (!found._links.TryGetValue(part, out ulong address))
            {
                return null;
            }

            found = _file.Object(address, found.Path.Length == 0 ? part : $"{found.Path}/{part}");
        }

        return found;
    }

    /// <summary>What a path leads to.</summary>
    /// <exception cref="ModelFormatException">There is nothing.</exception>
    public Hdf5Object At(string path) => Find(path) ?? throw new ModelFormatException($"{Name} has no {JsonFields.Quote(path)}.");

    /// <summary>An attribute; null where there is none.</summary>
    public Hdf5Attribute? Attribute(string name) => _attributes.GetValueOrDefault(name);

    /// <summary>The numbers of a dataset.</summary>
    /// <exception cref="ModelFormatException">It holds no floats, or not in one piece.</exception>
    public NumberTensor Tensor()
    {
        if (_refusal is not null || _layout is not { } layout || _sizes is null || _type?.Float is not { } type)
        {
            throw new ModelFormatException(_refusal ?? $"{Name} holds no numbers of {FloatType.All}.");
        }

        long count = 1;
        foreach (int size in _sizes)
        {
            count = size == 0 ? 0 : count <= int.MaxValue / size ? count * size : throw new ModelFormatException($"{Name} has the size [{string.Join(", ", _sizes)}], which is more than there is.");
        }

        var cursor = new ByteCursor(layout.Span, Name);
        int version = cursor.UInt8(), kind = cursor.UInt8();
        ReadOnlySpan<byte> data = (version, kind) switch
        {
            (3 or 4, 0) => cursor.Take(cursor.UInt16()),
            (3 or 4, 1) => Contiguous(ref cursor),
            (3 or 4, 2) => throw new ModelFormatException($"{Name} lies in chunks, or is compressed; only numbers in one piece are read: h5repack -l CONTI -f NONE makes them so."),
            _ => throw new ModelFormatException($"{Name} has a layout of version {version}, which is not read."),
        };
        _file.CountContent(data.Length, Name);
        if (data.Length != count * _type.Size)
        {
            throw new ModelFormatException($"{Name} has {data.Length} bytes of numbers; its size [{string.Join(", ", _sizes)}] says {count * _type.Size}.");
        }

        float[] values = new float[count];
        FloatType.Decode(type, data, values);
        return new([.. _sizes], values);
    }

    /// <summary>The bytes of numbers in one piece.</summary>
    private ReadOnlySpan<byte> Contiguous(ref ByteCursor layout)
    {
        ulong address = layout.UInt64(), length = layout.UInt64();
        return address == None ? [] : _file.Slice(address, Name, (long)Math.Min(length, long.MaxValue)).Span;
    }

    /// <returns>Bytes of each message that say in which order they were made.</returns>
    private int ReadPrefix(ref ByteCursor header, Queue<(ulong Address, long Count)> blocks)
    {
        header.Skip(4);
        int version = header.UInt8(), flags = version == 2 ? header.UInt8() : throw new ModelFormatException($"{Name} has a header of version {version}.");
        header.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        ulong size = header.Unsigned(1 << (flags & 3));
        blocks.Enqueue(((ulong)header.Place, (long)Math.Min(size, long.MaxValue)));
        return (flags & 4) != 0 ? 2 : 0;
    }

    /// <summary>The messages of a block that an earlier one names; the new kind has its name in front and a sum behind.</summary>
    private (ulong Address, long Count) Continued(ref ByteCursor message, bool isNew)
    {
        ulong address = message.UInt64(), length = message.UInt64();
        if (!isNew)
        {
            return (address, (long)Math.Min(length, long.MaxValue));
        }

        ByteCursor block = _file.From(address, Name);
        Hdf5File.Require(ref block, "OCHK"u8, Name);
        return length >= 8 ? (address + 4, (long)Math.Min(length - 8, long.MaxValue)) : throw new ModelFormatException($"{Name} goes on at byte {address} with {length} bytes.");
    }

    private void ReadMessages(ByteCursor messages, bool isNew, int order, Queue<(ulong Address, long Count)> blocks)
    {
        int prefix = isNew ? 4 + order : 8;
        while (messages.Left >= prefix)
        {
            int type = isNew ? messages.UInt8() : messages.UInt16(), size = messages.UInt16(), flags = messages.UInt8();
            messages.Skip(isNew ? order : 3);
            long place = messages.Place;
            var body = new ByteCursor(messages.Take(size), Name, place);
            if ((flags & 2) != 0 && type is 1 or 3 or 8 or 12)
            {
                throw new ModelFormatException($"{Name} shares message {type} at byte {place} with other objects, which is not read.");
            }

            switch (type)
            {
                case 0x01:
                    _sizes = ReadSizes(ref body);
                    break;
                case 0x02:
                    body.Skip(1);
                    body.Skip((body.UInt8() & 1) != 0 ? 8 : 0);
                    _refusal = body.UInt64() == None ? _refusal : $"{Name} keeps its links in a heap, as large groups with libver='latest' do, which is not read; h5repack without --latest makes it so.";
                    break;
                case 0x03:
                    _type = Hdf5Type.Read(ref body);
                    break;
                case 0x06:
                    ReadLink(ref body);
                    break;
                case 0x08:
                    _layout = _file.Slice((ulong)place, Name, size);
                    break;
                case 0x0C:
                    ReadAttribute(ref body);
                    break;
                case 0x10:
                    blocks.Enqueue(Continued(ref body, isNew));
                    break;
                case 0x11:
                    _file.ReadSymbols(body.UInt64(), body.UInt64(), Name, _links);
                    break;
                default:
                    break;
            }
        }
    }

    private int[] ReadSizes(ref ByteCursor body)
    {
        int version = body.UInt8(), rank = body.UInt8();
        body.Skip(version == 1 ? 6 : 2);
        int[] sizes = rank <= 8 ? new int[rank] : throw new ModelFormatException($"{Name} has {rank} axes; at most 8 are read.");
        for (int i = 0; i < rank; i++)
        {
            ulong size = body.UInt64();
            sizes[i] = size <= int.MaxValue ? (int)size : throw new ModelFormatException($"{Name} has an axis of {size} numbers.");
        }

        return sizes;
    }

    private void ReadLink(ref ByteCursor body)
    {
        body.Skip(1);
        int flags = body.UInt8(), kind = (flags & 8) != 0 ? body.UInt8() : 0;
        body.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        ulong length = body.Unsigned(1 << (flags & 3));
        string name = Hdf5Text.Of(body.Take(length <= int.MaxValue ? (long)length : -1));
        if (kind == 0)
        {
            _links[name] = body.UInt64();
        }
    }

    private void ReadAttribute(ref ByteCursor body)
    {
        int version = body.UInt8();
        body.Skip(1);
        int name = body.UInt16(), type = body.UInt16(), space = body.UInt16();
        body.Skip(version == 3 ? 1 : 0);
        string called = Hdf5Text.Of(Part(ref body, name));
        var typeMessage = new ByteCursor(Part(ref body, type), Name);
        var spaceMessage = new ByteCursor(Part(ref body, space), Name);
        long count = 1;
        foreach (int size in ReadSizes(ref spaceMessage))
        {
            count = Math.Min(count * size, int.MaxValue);
        }

        _attributes[called] = new(_file, $"{Name}, attribute {JsonFields.Quote(called)}", Hdf5Type.Read(ref typeMessage), (int)count, _file.Slice((ulong)body.Place, Name, body.Left));

        ReadOnlySpan<byte> Part(ref ByteCursor from, int count)
        {
            ReadOnlySpan<byte> part = from.Take(count);
            from.Skip(version == 1 ? Math.Min(-count & 7, from.Left) : 0);
            return part;
        }
    }
}
