using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using static EdgeSeq.Storage.SafetensorsFormat;

namespace EdgeSeq.Storage;

/// <summary>Writes the tensors of a model in safetensors format.</summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes header and tensors.</summary>
    public static void Write(Stream destination, ModelShape shape, ReadOnlySpan<float> block)
    {
        ImmutableArray<CanonicalTensor> tensors = CanonicalTensors.Of(shape);
        destination.Write(Header(shape, tensors));
        foreach (CanonicalTensor tensor in tensors)
        {
            destination.Write(CanonicalTensors.Encode(tensor, block));
        }
    }

    private static ReadOnlySpan<byte> Header(ModelShape shape, ImmutableArray<CanonicalTensor> tensors)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Advance(Clear(buffer.GetSpan(sizeof(ulong))));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, shape);
            long begin = 0;
            foreach (CanonicalTensor tensor in tensors)
            {
                WriteTensor(json, tensor, begin);
                begin += (long)tensor.Length * sizeof(float);
            }

            json.WriteEndObject();
        }

        // Spaces, so that the tensors begin at a multiple of 8 bytes and readers may map them.
        int padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(padding + 1)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        byte[] header = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)header.Length - sizeof(ulong));
        return header;
    }

    private static int Clear(Span<byte> span)
    {
        span[..sizeof(ulong)].Clear();
        return sizeof(ulong);
    }

    private static void WriteMetadata(Utf8JsonWriter json, ModelShape shape)
    {
        json.WriteStartObject(Metadata);
        json.WriteString("format", "pt");
        json.WriteString(VersionKey, SafetensorsFormat.Version);
        json.WriteString(CellKey, shape.Cell.ToString());
        json.WriteString(VocabularyKey, shape.Vocabulary.ToString(CultureInfo.InvariantCulture));
        json.WriteString(HiddenKey, shape.Hidden.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, CanonicalTensor tensor, long begin)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString(DtypeKey, Float32);
        json.WriteStartArray(ShapeKey);
        foreach (int size in tensor.Dimensions)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray(OffsetsKey);
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + (long)tensor.Length * sizeof(float));
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
