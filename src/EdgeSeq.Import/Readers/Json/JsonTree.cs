using System.Text.Json;
using EdgeSeq.Import.Form;
using static EdgeSeq.Storage.JsonFields;

namespace EdgeSeq.Import.Readers.Json;

/// <summary>
/// JSON as models need it: arrays of numbers, however nested, are tensors, which cost four bytes a number where a general tree takes many times the
/// file.
/// </summary>
internal static class JsonTree
{
    // Files of models have a few thousand names and texts; what is more costs more memory than it is worth.
    private const int MaxDepth = 24, MaxValues = 1 << 16;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether a file begins with an object.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) => WithoutMark(file).TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    /// <summary>Parses a file.</summary>
    /// <param name="file">All of it.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <exception cref="ModelFormatException">It is no JSON object, too deep, or has too many values.</exception>
    public static JsonField Parse(ReadOnlySpan<byte> file, string what = "The file")
    {
        try
        {
            var reader = new Utf8JsonReader(WithoutMark(file), new JsonReaderOptions { MaxDepth = MaxDepth });
            Expect(ref reader, JsonTokenType.StartObject, "the file");
            int left = MaxValues;
            object? root = ReadValue(ref reader, ref left);
            reader.Read();   // anything but spaces makes this throw
            return new("", root);
        }
        catch (Exception e) when (IsOfReader(e))
        {
            throw NotJson(what, e);
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> file) => file.StartsWith(ByteOrderMark) ? file[ByteOrderMark.Length..] : file;

    private static object? ReadValue(ref Utf8JsonReader reader, ref int left)
    {
        if (left-- == 0)
        {
            throw new ModelFormatException($"The JSON has more than {MaxValues} values beside arrays of numbers.");
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, ref left);
            case JsonTokenType.StartArray:
                return TensorSize(reader) is { } size ? ReadTensor(ref reader, size) : ReadList(ref reader, ref left);
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                return reader.GetDouble();
            case JsonTokenType.True or JsonTokenType.False:
                return reader.TokenType == JsonTokenType.True;
            default:
                return null;
        }
    }

    private static Dictionary<string, object?> ReadObject(ref Utf8JsonReader reader, ref int left)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (NextProperty(ref reader, "an object") is { } name)
        {
            Advance(ref reader, name);
            Once(members.TryAdd(name, ReadValue(ref reader, ref left)), name);
        }

        return members;
    }

    private static List<object?> ReadList(ref Utf8JsonReader reader, ref int left)
    {
        List<object?> items = [];
        while (Advance(ref reader, "an array") != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader, ref left));
        }

        return items;
    }

    /// <summary>The sizes of an array that holds nothing but numbers, as many in each row; null for another.</summary>
    private static int[]? TensorSize(Utf8JsonReader reader)
    {
        Span<int> sizes = stackalloc int[MaxDepth + 1], counts = stackalloc int[MaxDepth + 1];
        int depth = 1, rank = 0;
        sizes[1] = -1;
        counts[1] = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray when rank == 0 || depth < rank:
                    counts[depth]++;
                    depth++;
                    counts[depth] = 0;
                    sizes[depth] = rank == 0 ? -1 : sizes[depth];
                    break;
                case JsonTokenType.Number when rank == 0 || rank == depth:
                    rank = depth;
                    counts[depth]++;
                    break;
                case JsonTokenType.EndArray when counts[depth] > 0 && (sizes[depth] == -1 || sizes[depth] == counts[depth]):
                    sizes[depth] = counts[depth];
                    depth--;
                    if (depth == 0)
                    {
                        return sizes[1..(rank + 1)].ToArray();
                    }

                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static NumberTensor ReadTensor(ref Utf8JsonReader reader, int[] size)
    {
        float[] values = new float[size.Aggregate(1, (product, length) => checked(product * length))];
        for (int i = 0; i < values.Length;)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number)
            {
                values[i++] = reader.GetSingle();
            }
        }

        for (int depth = 0; depth < size.Length; depth++)
        {
            reader.Read();
        }

        return new([.. size], values);
    }
}
