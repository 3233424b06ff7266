using System.Buffers.Binary;
using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.StateDictionaries;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Safetensors;

/// <summary>A <c>state_dict</c> of PyTorch as safetensors, under names of its author's own; float32, float16, bfloat16 and float64.</summary>
internal sealed class SafetensorsDictionaryReader : IModelReader
{
    private const int LengthSize = sizeof(ulong);

    public string Format => "PyTorch safetensors";

    public bool Recognizes(ForeignFile file) => file.Bytes.Length > LengthSize && file.Bytes.Span[LengthSize] == (byte)'{'
        && BinaryPrimitives.ReadUInt64LittleEndian(file.Bytes.Span) <= SafetensorsFormat.MaxHeaderSize;

    public ForeignModel Read(ForeignFile file, ImportOptions options)
    {
        ReadOnlySpan<byte> bytes = file.Bytes.Span;
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > (ulong)(bytes.Length - LengthSize))
        {
            throw new ModelFormatException($"The file ends within the header: expected {length} bytes, found {bytes.Length - LengthSize}.");
        }

        var header = SafetensorsHeader.Parse(bytes.Slice(LengthSize, (int)length));
        if (header.Metadata.ContainsKey(SafetensorsFormat.VersionKey))
        {
            throw new ModelFormatException("The file is a model of EdgeSeq's own: Model<TShape>.Load reads it, and edgeseq inspect says of which shape it is.");
        }

        bytes = bytes[(LengthSize + (int)length)..];
        RequireNoOverlap(header);
        var dictionary = new StateDictionary(Format, isOrdered: false);

        // The order of the header says nothing; one of its own makes what is found the same for every writer.
        foreach ((string name, SafetensorsEntry entry) in header.Tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (Read(name, entry, bytes) is { } tensor)
            {
                dictionary.Add(name, tensor);
            }
            else
            {
                dictionary.AddOther(name, entry.Dtype);
            }
        }

        return dictionary.ToModel(options);
    }

    /// <summary>The numbers of a tensor; null where they are no floats.</summary>
    private static NumberTensor? Read(string name, SafetensorsEntry entry, ReadOnlySpan<byte> data)
    {
        int size = FloatType.SizeOf(entry.Dtype);
        if (size == 0)
        {
            return null;
        }

        long count = entry.Dimensions.Aggregate(1L, (product, length) => length == 0 ? 0 : product <= int.MaxValue / length ? product * length : long.MaxValue / size);
        if (entry.Begin > entry.End || entry.End > data.Length || entry.End - entry.Begin != count * size)
        {
            throw new ModelFormatException($"{JsonFields.Quote(name)} has data_offsets [{entry.Begin}, {entry.End}], of {data.Length} bytes of data and {count} numbers of {entry.Dtype}.");
        }

        float[] values = new float[count];
        FloatType.Decode(entry.Dtype, data[(int)entry.Begin..(int)entry.End], values);
        return new([.. entry.Dimensions.Select(length => (int)length)], values);
    }

    /// <summary>Tensors that share their bytes would cost more memory than the file.</summary>
    private static void RequireNoOverlap(SafetensorsHeader header)
    {
        long end = 0;
        foreach ((string name, SafetensorsEntry entry) in header.Tensors.OrderBy(entry => entry.Value.Begin).ThenBy(entry => entry.Value.End))
        {
            end = entry.Begin == end ? entry.End : throw new ModelFormatException($"{JsonFields.Quote(name)} begins at byte {entry.Begin} of the data; expected {end}: tensors have no gaps and do not overlap.");
        }
    }
}
