using System.Globalization;
using EdgeSeq.Onnx.Protobuf;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Messages;

/// <summary>Numbers of tensors that lie in files beside the ONNX file (<c>data_location</c> EXTERNAL); each file is read once.</summary>
/// <param name="folder">The folder of the ONNX file, which is never left; null for a file in memory, which has none.</param>
internal sealed class ExternalData(string? folder)
{
    private const int KeyField = 1, ValueField = 2;

    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>Reads one entry of <c>external_data</c>: a key and its text.</summary>
    public static (string Key, string Value) ReadEntry(ReadOnlyMemory<byte> message, MemoryBudget budget)
    {
        budget.ChargeText(0);
        var reader = new ProtoReader(message, "an entry of external_data", budget);
        (string key, string value) = ("", "");
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case KeyField:
                    key = reader.Text();
                    break;
                case ValueField:
                    value = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return (key, value);
    }

    /// <summary>The bytes of a tensor.</summary>
    /// <param name="name">The tensor, for messages.</param>
    /// <param name="entries"><c>location</c>, and where they are given <c>offset</c> and <c>length</c>.</param>
    /// <exception cref="ModelFormatException">There is no such file in the folder, or it is too short.</exception>
    public ReadOnlyMemory<byte> Read(string name, IReadOnlyDictionary<string, string> entries)
    {
        string location = entries.GetValueOrDefault("location") ?? "";
        byte[] bytes = File(name, location);
        long offset = Number("offset", 0), length = Number("length", bytes.Length - Math.Min(offset, bytes.Length));
        return offset <= bytes.Length && length <= bytes.Length - offset ? bytes.AsMemory((int)offset, (int)length)
            : throw new ModelFormatException($"The numbers of {name} are bytes {offset} to {offset + length} of {JsonFields.Quote(location)}, which has {bytes.Length}.");

        long Number(string key, long absent) => !entries.TryGetValue(key, out string? text) ? absent
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= int.MaxValue ? number
            : throw new ModelFormatException($"{name} has the {key} {JsonFields.Quote(text)} in another file; expected a number of bytes.");
    }

    private byte[] File(string name, string location)
    {
        if (_files.TryGetValue(location, out byte[]? known))
        {
            return known;
        }

        if (folder is null)
        {
            throw new ModelFormatException($"The numbers of {name} lie in another file, {JsonFields.Quote(location)}; read the model by its path, or save it as one file.");
        }

        // A name and nothing else: what a model says must not lead to files that somebody else put elsewhere.
        if (location.Length == 0 || location is "." or ".." || location.AsSpan().ContainsAny('/', '\\', '\0') || Path.GetFileName(location) != location)
        {
            throw new ModelFormatException($"The numbers of {name} lie in {JsonFields.Quote(location)}, which is no file beside the model; only those are read.");
        }

        var file = new FileInfo(Path.Combine(folder, location));
        if (!file.Exists || file.LinkTarget is not null)
        {
            throw new ModelFormatException(file.Exists ? $"The numbers of {name} lie in {JsonFields.Quote(location)}, which is a link." : $"The numbers of {name} lie in {JsonFields.Quote(location)}, and there is no such file beside the model.");
        }

        byte[] bytes = file.Length <= Array.MaxLength ? System.IO.File.ReadAllBytes(file.FullName) : throw new ModelFormatException($"{JsonFields.Quote(location)} has {file.Length} bytes; at most {Array.MaxLength} are read.");
        _files.Add(location, bytes);
        return bytes;
    }
}
