using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using static EdgeSeq.Storage.SafetensorsFormat;

namespace EdgeSeq.Storage;

/// <summary>Writes headers in safetensors format. The tensors follow in the order in which they are named.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    // The text is read by JSON parsers only, never by a browser: what is not ASCII may stay as it is.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The length and the header.</summary>
    /// <param name="metadata">Free text by key.</param>
    /// <param name="tensors">What follows.</param>
    public static ReadOnlySpan<byte> Header(IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<ExpectedTensor> tensors)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(stackalloc byte[sizeof(ulong)]);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            foreach ((string key, string text) in metadata)
            {
                json.WriteString(key, text);
            }

            json.WriteEndObject();
            long begin = 0;
            foreach (ExpectedTensor tensor in tensors)
            {
                begin = WriteTensor(json, tensor, begin);
            }

            json.WriteEndObject();
        }

        // Spaces, so that the tensors begin at a multiple of 8 bytes and readers may map them.
        int padding = -buffer.WrittenCount & (Alignment - 1);
        buffer.Write("        "u8[..padding]);
        byte[] header = buffer.WrittenSpan.ToArray();
        if (header.Length - sizeof(ulong) > MaxHeaderSize)
        {
            throw new InvalidOperationException(
                $"The header would take {header.Length - sizeof(ulong)} bytes, most of them the vocabulary's, and readers take {MaxHeaderSize}. Nothing was saved; save the vocabulary in a file of its own.");
        }

        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)header.Length - sizeof(ulong));
        return header;
    }

    /// <returns>Where the next tensor begins.</returns>
    private static long WriteTensor(Utf8JsonWriter json, ExpectedTensor tensor, long begin)
    {
        long end = begin + (long)tensor.Length * tensor.SizeOfNumber;
        json.WriteStartObject(tensor.Name);
        json.WriteString(DtypeKey, tensor.IsDigest ? UInt8 : tensor.Dtype);
        json.WriteStartArray(ShapeKey);
        foreach (int size in tensor.Dimensions)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray(OffsetsKey);
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }
}
