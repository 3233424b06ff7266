using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels;

/// <summary>Saved models: which shape a file holds, and the file itself, with one line for whatever is wrong.</summary>
internal static class ModelFile
{
    private const int MaxHeaderSize = 1 << 20;

    /// <summary>
    /// Reads which cell and size a safetensors file says it holds. Nothing else of the file is believed here:
    /// <see cref="Load{TShape}"/> checks all of it.
    /// </summary>
    /// <exception cref="UsageException">The file cannot be read, or does not say.</exception>
    public static (Cell Cell, int Hidden) ReadShape(string path) => Guard(path, () =>
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxHeaderSize)
        {
            throw new ModelFormatException($"the header claims {length} bytes.");
        }

        byte[] header = new byte[length];
        stream.ReadExactly(header);
        using var json = JsonDocument.Parse(header);
        if (json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("__metadata__", out JsonElement metadata)
            && Enum.TryParse(Text(metadata, "cell"), out Cell cell)
            && int.TryParse(Text(metadata, "hidden"), NumberStyles.None, CultureInfo.InvariantCulture, out int hidden))
        {
            return (cell, hidden);
        }

        throw new ModelFormatException("it does not say which cell and how many hidden units it holds.");
    });

    /// <summary>Reads a model and what its tokens stand for.</summary>
    /// <exception cref="UsageException">The file cannot be read, is damaged, or has no vocabulary.</exception>
    public static (Model<TShape> Model, Vocabulary Vocabulary) Load<TShape>(string path)
        where TShape : struct, ILanguageModel => Guard(path, () =>
    {
        Model<TShape> model = Model<TShape>.Load(path);
        if (model.Vocabulary is { } vocabulary)
        {
            return (model, vocabulary);
        }

        model.Dispose();
        throw new ModelFormatException("it has no vocabulary, so its tokens cannot be read.");
    });

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static T Guard<T>(string path, Func<T> read)
    {
        string? reason = Directory.Exists(path) ? "it is a directory." : File.Exists(path) ? null : "it does not exist.";
        if (reason is not null)
        {
            throw new UsageException($"The model '{path}' cannot be read: {reason}");
        }

        try
        {
            return read();
        }
        catch (EndOfStreamException)
        {
            throw new UsageException($"'{path}' is no model that train --save wrote: it ends too early.");
        }
        catch (Exception e) when (e is ModelFormatException or JsonException or InvalidOperationException)
        {
            throw new UsageException($"'{path}' is no model that train --save wrote: {OneLine.Of(e)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The model '{path}' cannot be read: {OneLine.Of(e)}");
        }
    }
}
