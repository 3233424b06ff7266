using System.Text.Json;
using static EdgeSeq.Storage.JsonFields;
using static EdgeSeq.Storage.SafetensorsFormat;

namespace EdgeSeq.Storage;

/// <summary>The JSON header of a safetensors file: well-formed, but compared with no model yet.</summary>
internal sealed class SafetensorsHeader
{
    private SafetensorsHeader()
    {
    }

    /// <summary>Free text by key; empty if the file has none.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Tensors by name.</summary>
    public Dictionary<string, SafetensorsEntry> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>Parses a header.</summary>
    /// <param name="json">At most <see cref="MaxHeaderSize"/> bytes, so what is allocated has a bound.</param>
    /// <exception cref="ModelFormatException">It is not a safetensors header, or names something twice.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json)
    {
        var header = new SafetensorsHeader();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
            Expect(ref reader, JsonTokenType.StartObject, "the header");
            bool hasMetadata = false;
            while (NextProperty(ref reader, "the header") is { } name)
            {
                if (name == SafetensorsFormat.Metadata)
                {
                    Once(!hasMetadata, name);
                    hasMetadata = true;
                    header.ReadMetadata(ref reader);
                }
                else
                {
                    Once(!header.Tensors.ContainsKey(name), name);
                    header.Tensors.Add(name, ReadTensor(ref reader, name));
                }
            }

            // Anything but spaces after the object makes this throw.
            reader.Read();
        }
        catch (Exception e) when (IsOfReader(e))
        {
            throw NotJson("The header", e);
        }

        return header;
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, SafetensorsFormat.Metadata);
        while (NextProperty(ref reader, SafetensorsFormat.Metadata) is { } key)
        {
            Once(!Metadata.ContainsKey(key), key);
            Metadata.Add(key, ExpectText(ref reader, Quote(key)));
        }
    }

    private static SafetensorsEntry ReadTensor(ref Utf8JsonReader reader, string name)
    {
        string where = Quote(name);
        string? dtype = null;
        long[]? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, where);
        while (NextProperty(ref reader, where) is { } key)
        {
            switch (key)
            {
                case DtypeKey:
                    Once(dtype is null, key);
                    dtype = ExpectText(ref reader, $"{where} dtype");
                    break;
                case ShapeKey:
                    Once(shape is null, key);
                    shape = ReadNumbers(ref reader, $"{where} shape");
                    break;
                case OffsetsKey:
                    Once(offsets is null, key);
                    offsets = ReadNumbers(ref reader, $"{where} data_offsets");
                    break;
                default:
                    throw new ModelFormatException($"{where} has the key {Quote(key)}; expected dtype, shape and data_offsets.");
            }
        }

        return dtype is not null && shape is not null && offsets is [long begin, long end]
            ? new(dtype, shape, begin, end)
            : throw new ModelFormatException($"{where} must have dtype, shape and two data_offsets.");
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string where)
    {
        Expect(ref reader, JsonTokenType.StartArray, where);
        var numbers = new List<long>();
        while (Advance(ref reader, where) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw new ModelFormatException($"{where} holds something other than whole numbers from 0 on.");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }
}
