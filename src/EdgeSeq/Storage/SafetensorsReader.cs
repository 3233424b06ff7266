using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using static EdgeSeq.Storage.SafetensorsFormat;

namespace EdgeSeq.Storage;

/// <summary>Reads the tensors of one shape in safetensors format, trusting nothing that the file says.</summary>
internal static class SafetensorsReader
{
    /// <summary>Reads and checks a whole file.</summary>
    /// <param name="source">Must end with the last tensor.</param>
    /// <param name="shape">The shape that is expected, which also bounds what is allocated.</param>
    /// <returns>All tensors in the order of <see cref="CanonicalTensors.Of"/>, one after the other.</returns>
    /// <exception cref="ModelFormatException">The file is damaged or of another shape.</exception>
    public static float[] Read(Stream source, ModelShape shape)
    {
        SafetensorsHeader header = SafetensorsHeader.Parse(ReadHeader(source));
        CheckMetadata(header.Metadata, shape);
        ImmutableArray<CanonicalTensor> tensors = CanonicalTensors.Of(shape);
        CheckTensors(header.Tensors, tensors, shape);
        float[] values = ReadTensors(source, header.Tensors, tensors);
        CanonicalTensors.Check(shape, values);
        return values;
    }

    private static byte[] ReadHeader(Stream source)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        ReadExactly(source, prefix, "the length of the header");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > MaxHeaderSize)
        {
            throw new ModelFormatException(
                $"The header claims {length} bytes; a safetensors model has 2 to {MaxHeaderSize}. Is this another kind of file?");
        }

        byte[] header = new byte[length];
        ReadExactly(source, header, "the header");
        return header;
    }

    private static void CheckMetadata(Dictionary<string, string> metadata, ModelShape shape)
    {
        if (!metadata.ContainsKey(CellKey))
        {
            throw new ModelFormatException(
                $"The file does not say which cell it is for, and tensors of different cells can look alike. If it is for {shape.Cell}, "
                + $"save it with metadata {{\"{CellKey}\": \"{shape.Cell}\"}}.");
        }

        Check(VersionKey, SafetensorsFormat.Version);
        Check(CellKey, shape.Cell.ToString());
        Check(VocabularyKey, shape.Vocabulary.ToString(CultureInfo.InvariantCulture));
        Check(HiddenKey, shape.Hidden.ToString(CultureInfo.InvariantCulture));

        void Check(string key, string expected)
        {
            if (metadata.TryGetValue(key, out string? found) && found != expected)
            {
                throw new ModelFormatException($"The file has {key} {SafetensorsHeader.Quote(found)}; {shape.Name} expects {expected}.");
            }
        }
    }

    private static void CheckTensors(
        Dictionary<string, SafetensorsEntry> entries, ImmutableArray<CanonicalTensor> tensors, ModelShape shape)
    {
        foreach (CanonicalTensor tensor in tensors)
        {
            if (!entries.TryGetValue(tensor.Name, out SafetensorsEntry? entry))
            {
                throw new ModelFormatException($"The file has no tensor {tensor.Name}, which {shape.Name} expects.");
            }

            CheckTensor(tensor, entry);
        }

        if (entries.Keys.FirstOrDefault(name => tensors.All(t => t.Name != name)) is { } stray)
        {
            throw new ModelFormatException($"The file has a tensor {SafetensorsHeader.Quote(stray)}, which {shape.Name} does not expect.");
        }

        CheckOrder(entries);
    }

    private static void CheckTensor(CanonicalTensor tensor, SafetensorsEntry entry)
    {
        if (entry.Dtype != Float32)
        {
            throw new ModelFormatException($"{tensor.Name} has dtype {SafetensorsHeader.Quote(entry.Dtype)}; expected {Float32}.");
        }

        if (!entry.Dimensions.SequenceEqual(tensor.Dimensions.Select(size => (long)size)))
        {
            string found = string.Join(", ", entry.Dimensions.Take(8));
            throw new ModelFormatException($"{tensor.Name} has shape [{found}]; expected [{string.Join(", ", tensor.Dimensions)}].");
        }

        long size = (long)tensor.Length * sizeof(float);
        if (entry.Begin > entry.End || entry.End - entry.Begin != size)
        {
            throw new ModelFormatException($"{tensor.Name} has data_offsets [{entry.Begin}, {entry.End}]; expected a span of {size} bytes.");
        }
    }

    /// <summary>Tensors must cover the data from the first byte on, without gap or overlap.</summary>
    private static void CheckOrder(Dictionary<string, SafetensorsEntry> entries)
    {
        long end = 0;
        foreach ((string name, SafetensorsEntry entry) in entries.OrderBy(e => e.Value.Begin))
        {
            if (entry.Begin != end)
            {
                throw new ModelFormatException($"{name} begins at byte {entry.Begin} of the data; expected {end}: tensors have no gaps and do not overlap.");
            }

            end = entry.End;
        }
    }

    private static float[] ReadTensors(
        Stream source, Dictionary<string, SafetensorsEntry> entries, ImmutableArray<CanonicalTensor> tensors)
    {
        float[] values = new float[tensors.Sum(t => t.Length)];
        int start = 0;
        var places = new Dictionary<string, Range>(StringComparer.Ordinal);
        foreach (CanonicalTensor tensor in tensors)
        {
            places.Add(tensor.Name, start..(start + tensor.Length));
            start += tensor.Length;
        }

        foreach ((string name, _) in entries.OrderBy(e => e.Value.Begin))
        {
            ReadExactly(source, MemoryMarshal.AsBytes(values.AsSpan(places[name])), name);
        }

        if (source.ReadByte() >= 0)
        {
            throw new ModelFormatException("The file goes on after the last tensor.");
        }

        if (!BitConverter.IsLittleEndian)
        {
            Span<int> bits = MemoryMarshal.Cast<float, int>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }

        return values;
    }

    private static void ReadExactly(Stream source, Span<byte> buffer, string what)
    {
        int read = source.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read < buffer.Length)
        {
            throw new ModelFormatException($"The file ends within {what}: expected {buffer.Length} bytes, found {read}.");
        }
    }
}
