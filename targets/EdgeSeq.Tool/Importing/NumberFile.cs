using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeSeq.Storage;

namespace EdgeSeq.Targets.Tool.Importing;

/// <summary>Numbers of a file, such as the inputs of a model and what it should answer.</summary>
/// <param name="Values">All of them, the last axis running fastest.</param>
/// <param name="Sequences">Where the file has three axes, the size of the first; else 1.</param>
internal sealed record NumberFile(double[] Values, int Sequences)
{
    private const int NpyHeader = 10;

    /// <summary>Reads a file: .csv and .txt, .json, .npy, and little-endian numbers one behind the other: .f32, .f64, .i32.</summary>
    /// <exception cref="ModelFormatException">The file does not hold such numbers; the place is named.</exception>
    /// <exception cref="NotSupportedException">The name ends in none of these.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NumberFile Read(string path)
    {
        // Raw numbers have nothing that says what they are, so of all of these the name does.
        string ending = Path.GetExtension(path).ToUpperInvariant();
        return ending switch
        {
            ".CSV" or ".TXT" => OfText(path),
            ".JSON" => OfJson(path),
            ".NPY" => OfNumPy(path, File.ReadAllBytes(path)),
            ".F32" => Raw(path, File.ReadAllBytes(path), "f4"),
            ".F64" => Raw(path, File.ReadAllBytes(path), "f8"),
            ".I32" => Raw(path, File.ReadAllBytes(path), "i4"),
            _ => throw new NotSupportedException($"{path} ends in none of .csv, .txt, .json, .npy, .f32, .f64 and .i32."),
        };
    }

    private static NumberFile OfText(string path)
    {
        List<double> values = [];
        string[] lines = File.ReadAllLines(path);
        for (int line = 0; line < lines.Length; line++)
        {
            foreach (string word in lines[line].Split([',', ';', '\t', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                bool isTitle = line == 0;
                if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                {
                    values.Add(value);
                }
                else if (!isTitle)
                {
                    throw new ModelFormatException($"{path}, line {line + 1}: {JsonFields.Quote(word)} is no number.");
                }
            }
        }

        return new([.. values], 1);
    }

    private static NumberFile OfJson(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            List<double> values = [];
            Add(json.RootElement, values);
            JsonElement first = json.RootElement;
            bool isBatch = first.GetArrayLength() > 0 && first[0].ValueKind == JsonValueKind.Array && first[0].GetArrayLength() > 0 && first[0][0].ValueKind == JsonValueKind.Array;
            return new([.. values], isBatch ? first.GetArrayLength() : 1);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFormatException($"{path} is no array of numbers: {e.Message}", e);
        }
    }

    private static void Add(JsonElement element, List<double> values)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            values.Add(element.GetDouble());
            return;
        }

        foreach (JsonElement item in element.EnumerateArray())
        {
            Add(item, values);
        }
    }

    /// <summary>NumPy's format, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html: a text says type and sizes.</summary>
    private static NumberFile OfNumPy(string path, byte[] bytes)
    {
        int version = bytes.Length > NpyHeader && bytes[0] == 0x93 && bytes.AsSpan(1).StartsWith("NUMPY"u8) ? bytes[6] : 0;
        int start = version == 1 ? NpyHeader : NpyHeader + 2;
        int length = version is 1 or 2 or 3 && bytes.Length > start ? version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)) : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)) : -1;
        if (length < 0 || length > bytes.Length - start)
        {
            throw new ModelFormatException($"{path} is no .npy file.");
        }

        string header = Encoding.Latin1.GetString(bytes, start, length);
        if (header.Contains("'fortran_order': True", StringComparison.Ordinal))
        {
            throw new ModelFormatException($"{path} lies in Fortran's order; save numpy.ascontiguousarray of it.");
        }

        int type = header.IndexOf("'descr': '<", StringComparison.Ordinal), shape = header.IndexOf("'shape': (", StringComparison.Ordinal);
        if (type < 0 || shape < 0 || header.IndexOf(')', shape) is var end && end < 0)
        {
            throw new ModelFormatException($"{path} has numbers of a type that is not read: float32, float64, int32 and int64 are, little-endian.");
        }

        string[] sizes = header[(shape + 10)..end].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        NumberFile raw = Raw(path, bytes.AsSpan(start + length), header[(type + 11)..(type + 13)]);
        return sizes.Length == 3 && int.TryParse(sizes[0], NumberStyles.None, CultureInfo.InvariantCulture, out int sequences) && sequences > 0 ? raw with { Sequences = sequences } : raw;
    }

    private static NumberFile Raw(string path, ReadOnlySpan<byte> bytes, string type)
    {
        int size = type is "f4" or "i4" ? 4 : type is "f8" or "i8" ? 8 : throw new ModelFormatException($"{path} has numbers of the type {JsonFields.Quote(type)}, which is not read.");
        double[] values = bytes.Length % size == 0 ? new double[bytes.Length / size] : throw new ModelFormatException($"{path} has {bytes.Length} bytes, which are no numbers of {size}.");
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> number = bytes[(i * size)..];
            values[i] = type switch
            {
                "f4" => BinaryPrimitives.ReadSingleLittleEndian(number),
                "f8" => BinaryPrimitives.ReadDoubleLittleEndian(number),
                "i4" => BinaryPrimitives.ReadInt32LittleEndian(number),
                _ => BinaryPrimitives.ReadInt64LittleEndian(number),
            };
        }

        return new(values, 1);
    }
}
