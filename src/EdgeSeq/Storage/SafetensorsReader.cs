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

        if (source.CanSeek && (long)length > source.Length - source.Position)
        {
            throw new ModelFormatException($"The file ends within the header: expected {length} bytes, found {source.Length - source.Position}.");
        }

        // Piece by piece where the length is not known, so that a claim without the bytes allocates nothing.
        using var header = new ArrayPoolBufferWriter<byte>(source.CanSeek ? (int)length : ChunkSize);
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
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        int length = 0;
        foreach (ExpectedTensor tensor in expected)
        {
            if (!tensor.IsDigest)
            {
                places.Add(tensor.Name, length);
                length = checked(length + tensor.Length);
            }
        }

        RequireData(source, header);
        float[] values = new float[length];
        ReadFloats(source, header, expected, new ArraySink(places, values));
        return values;
    }

    /// <summary>Reads the data of a checked file piece by piece.</summary>
    /// <typeparam name="TSink">Who takes the floats.</typeparam>
    /// <param name="source">Stands at the end of the header; must end with the last tensor.</param>
    /// <param name="header">Compared with <paramref name="expected"/> before.</param>
    /// <param name="expected">The tensors.</param>
    /// <param name="sink">Takes the floats of all tensors that hold floats, in the order of the file.</param>
    /// <exception cref="ModelFormatException">The data end early, or go on; the sink has taken some.</exception>
    public static void ReadFloats<TSink>(Stream source, SafetensorsHeader header, IReadOnlyList<ExpectedTensor> expected, TSink sink)
        where TSink : IFloatSink, allows ref struct
    {
        RequireData(source, header);
        HashSet<string> digests = DigestsIn(expected);
        using SpanOwner<byte> buffer = SpanOwner<byte>.Allocate(ChunkSize);
        using SpanOwner<float> values = SpanOwner<float>.Allocate(ChunkSize / FloatType.MaxSize);
        foreach ((string name, SafetensorsEntry entry) in SafetensorsEntry.InFileOrder(header.Tensors))
        {
            if (digests.Contains(name))
            {
                ReadExactly(source, buffer.Span[..(int)(entry.End - entry.Begin)], name);
                continue;
            }

            int size = entry.Dtype == FloatType.Int8 ? 1 : FloatType.SizeOf(entry.Dtype), length = (int)((entry.End - entry.Begin) / size);
            for (int start = 0; start < length; start += values.Length)
            {
                Span<float> chunk = values.Span[..Math.Min(values.Length, length - start)];
                Span<byte> bytes = buffer.Span[..(chunk.Length * size)];
                ReadExactly(source, bytes, name);
                FloatType.Decode(entry.Dtype, bytes, chunk);
                sink.Add(name, start, chunk);
            }
        }

        if (source.ReadByte() >= 0)
        {
            throw new ModelFormatException("The file goes on after the last tensor.");
        }
    }

    private static HashSet<string> DigestsIn(IReadOnlyList<ExpectedTensor> expected)
    {
        HashSet<string> digests = [];
        foreach (ExpectedTensor tensor in expected)
        {
            if (tensor.IsDigest)
            {
                digests.Add(tensor.Name);
            }
        }

        return digests;
    }

    /// <summary>Where the length is known, a file that is too short is refused before anything is allocated for it.</summary>
    private static void RequireData(Stream source, SafetensorsHeader header)
    {
        (string last, long claimed) = header.Last;
        if (source.CanSeek && source.Length - source.Position < claimed)
        {
            throw new ModelFormatException(
                $"The file ends within {Quote(last)} or before: expected {claimed} bytes of data, found {source.Length - source.Position}.");
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

    /// <summary>All numbers one behind the other, in an order of its own.</summary>
    private sealed class ArraySink(Dictionary<string, int> places, float[] all) : IFloatSink
    {
        public void Add(string tensor, int start, ReadOnlySpan<float> values) => values.CopyTo(all.AsSpan(places[tensor] + start));
    }
}
