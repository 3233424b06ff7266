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

    /// <summary>Bytes of data that the header describes.</summary>
    public long DataSize => Last.End;

    /// <summary>The tensor that ends last, the first of those; no name and 0 if there are no tensors.</summary>
    public (string Name, long End) Last
    {
        get
        {
            (string Name, long End) last = ("", 0);
            foreach ((string name, SafetensorsEntry entry) in Tensors)
            {
                if (entry.End > last.End)
                {
                    last = (name, entry.End);
                }
            }

            return last;
        }
    }

    /// <summary>Parses a header. What it allocates is a small multiple of its size: nothing is made for what is only checked.</summary>
    /// <param name="json">At most <see cref="MaxHeaderSize"/> bytes, so what is allocated has a bound.</param>
    /// <exception cref="ModelFormatException">It is not a safetensors header, names something twice, or has too many entries.</exception>
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
                    RequireRoom(header.Tensors.Count, MaxTensors, "tensors");
                    if (!header.Tensors.TryAdd(name, ReadTensor(ref reader, name)))
                    {
                        Once(false, name);
                    }
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
            RequireRoom(Metadata.Count, MaxMetadata, "metadata");
            if (Advance(ref reader, SafetensorsFormat.Metadata) != JsonTokenType.String)
            {
                throw new ModelFormatException($"{Quote(key)} is of JSON type {reader.TokenType}; expected {JsonTokenType.String}.");
            }

            if (!Metadata.TryAdd(key, reader.GetString()!))
            {
                Once(false, key);
            }
        }
    }

    private static void RequireRoom(int count, int most, string what)
    {
        if (count == most)
        {
            throw new ModelFormatException($"The header has more than {most} {what}.");
        }
    }

    private static SafetensorsEntry ReadTensor(ref Utf8JsonReader reader, string name)
    {
        string? dtype = null;
        long[]? shape = null;
        Span<long> numbers = stackalloc long[MaxRank];
        (long Begin, long End)? offsets = null;
        if (Advance(ref reader, name) != JsonTokenType.StartObject)
        {
            throw Wrong(name, $"is of JSON type {reader.TokenType}; expected {JsonTokenType.StartObject}");
        }

        while (Advance(ref reader, name) != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals(DtypeKey))
            {
                Once(dtype is null, DtypeKey);
                dtype = ReadDtype(ref reader, name);
            }
            else if (reader.ValueTextEquals(ShapeKey))
            {
                Once(shape is null, ShapeKey);
                shape = [.. numbers[..ReadNumbers(ref reader, name, ShapeKey, numbers)]];
            }
            else if (reader.ValueTextEquals(OffsetsKey))
            {
                Once(offsets is null, OffsetsKey);
                offsets = ReadNumbers(ref reader, name, OffsetsKey, numbers) == 2 ? (numbers[0], numbers[1])
                    : throw Wrong(name, "must have dtype, shape and two data_offsets");
            }
            else
            {
                throw Wrong(name, $"has the key {Quote(reader.GetString()!)}; expected dtype, shape and data_offsets");
            }
        }

        return dtype is not null && shape is not null && offsets is { } place
            ? new(dtype, shape, place.Begin, place.End)
            : throw Wrong(name, "must have dtype, shape and two data_offsets");
    }

    private static string ReadDtype(ref Utf8JsonReader reader, string name)
    {
        if (Advance(ref reader, name) != JsonTokenType.String)
        {
            throw Wrong(name, $"has a dtype of JSON type {reader.TokenType}; expected {JsonTokenType.String}");
        }

        // Texts that are there already, for as many tensors as there are.
        return reader.ValueTextEquals(FloatType.Float32) ? FloatType.Float32 : reader.ValueTextEquals(UInt8) ? UInt8 : reader.GetString()!;
    }

    /// <returns>How many there are.</returns>
    private static int ReadNumbers(ref Utf8JsonReader reader, string name, string key, scoped Span<long> numbers)
    {
        if (Advance(ref reader, name) != JsonTokenType.StartArray)
        {
            throw Wrong(name, $"has {key} of JSON type {reader.TokenType}; expected {JsonTokenType.StartArray}");
        }

        int count = 0;
        while (Advance(ref reader, name) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw Wrong(name, $"has {key} of something other than whole numbers from 0 on");
            }

            if (count == numbers.Length)
            {
                throw Wrong(name, $"has {key} of more than {numbers.Length} numbers");
            }

            numbers[count++] = number;
        }

        return count;
    }

    private static ModelFormatException Wrong(string name, string problem) => new($"{Quote(name)} {problem}.");
}
