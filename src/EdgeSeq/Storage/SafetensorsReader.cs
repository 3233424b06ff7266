using System.Buffers.Binary;
using CommunityToolkit.HighPerformance.Buffers;
using static EdgeSeq.Storage.JsonFields;
using static EdgeSeq.Storage.SafetensorsFormat;

namespace EdgeSeq.Storage;

/// <summary>
/// Reads files in safetensors format, trusting nothing that they say: what is allocated is bounded by what is expected and
/// by what is really there.
/// </summary>
internal static class SafetensorsReader
{
    private const int ChunkSize = 1 << 16;

    /// <summary>Reads and parses the header.</summary>
    /// <exception cref="ModelFormatException">It is no header.</exception>
    public static SafetensorsHeader ReadHeader(Stream source)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        ReadExactly(source, prefix, "the length of the header");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > MaxHeaderSize)
        {
            throw new ModelFormatException(
                $"The header claims {length} bytes; that of a safetensors file has 2 to {MaxHeaderSize}. Is this another kind of file?");
        }

        // Piece by piece, so that a claim without the bytes allocates nothing.
        using var header = new ArrayPoolBufferWriter<byte>();
        for (int left = (int)length; left > 0;)
        {
            Span<byte> chunk = header.GetSpan(Math.Min(left, ChunkSize))[..Math.Min(left, ChunkSize)];
            ReadExactly(source, chunk, "the header");
            header.Advance(chunk.Length);
            left -= chunk.Length;
        }

        return SafetensorsHeader.Parse(header.WrittenSpan);
    }

    /// <summary>Reads the data of a checked file.</summary>
    /// <param name="source">Stands at the end of the header; must end with the last tensor.</param>
    /// <param name="header">Compared with <paramref name="expected"/> before.</param>
    /// <param name="expected">The tensors.</param>
    /// <returns>The floats of all tensors that hold floats, in the order of <paramref name="expected"/>.</returns>
    /// <exception cref="ModelFormatException">The data end early, or go on.</exception>
    public static float[] ReadFloats(Stream source, SafetensorsHeader header, IReadOnlyList<ExpectedTensor> expected)
    {
        var places = new Dictionary<string, Range>(StringComparer.Ordinal);
        int length = 0;
        foreach (ExpectedTensor tensor in expected.Where(tensor => !tensor.IsDigest))
        {
            places.Add(tensor.Name, length..(length + tensor.Length));
            length = checked(length + tensor.Length);
        }

        RequireData(source, header);
        float[] values = new float[length];
        using SpanOwner<byte> buffer = SpanOwner<byte>.Allocate(ChunkSize);
        foreach ((string name, SafetensorsEntry entry) in header.Tensors.OrderBy(e => e.Value.Begin).ThenBy(e => e.Value.End))
        {
            if (places.TryGetValue(name, out Range place))
            {
                ReadFloats(source, entry.Dtype, values.AsSpan(place), buffer.Span, name);
            }
            else
            {
                ReadExactly(source, buffer.Span[..(int)(entry.End - entry.Begin)], name);
            }
        }

        return source.ReadByte() < 0 ? values : throw new ModelFormatException("The file goes on after the last tensor.");
    }

    /// <summary>Where the length is known, a file that is too short is refused before anything is allocated for it.</summary>
    private static void RequireData(Stream source, SafetensorsHeader header)
    {
        long claimed = header.Tensors.Values.Max(entry => entry.End);
        if (source.CanSeek && source.Length - source.Position < claimed)
        {
            string last = header.Tensors.MaxBy(entry => entry.Value.End).Key;
            throw new ModelFormatException(
                $"The file ends within {Quote(last)} or before: expected {claimed} bytes of data, found {source.Length - source.Position}.");
        }
    }

    private static void ReadFloats(Stream source, string dtype, Span<float> values, Span<byte> buffer, string name)
    {
        int size = FloatType.SizeOf(dtype), capacity = buffer.Length / FloatType.MaxSize;
        while (!values.IsEmpty)
        {
            Span<float> chunk = values[..Math.Min(capacity, values.Length)];
            Span<byte> bytes = buffer[..(chunk.Length * size)];
            ReadExactly(source, bytes, name);
            FloatType.Decode(dtype, bytes, chunk);
            values = values[chunk.Length..];
        }
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
