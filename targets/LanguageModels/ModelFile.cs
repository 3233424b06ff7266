using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels;

/// <summary>
/// A saved model: first which shape it holds, then the model, with one line for whatever is wrong. The file is opened once, so
/// that it may be a pipe.
/// </summary>
internal sealed class ModelFile : IDisposable
{
    private const int MaxHeaderSize = 1 << 20;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly byte[] _head;

    private ModelFile(string path, FileStream file)
    {
        (_path, _file) = (path, file);
        byte[] prefix = new byte[sizeof(ulong)];
        file.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxHeaderSize)
        {
            throw new ModelFormatException($"the header claims {length} bytes.");
        }

        _head = [.. prefix, .. new byte[length]];
        Memory<byte> header = _head.AsMemory(prefix.Length);
        file.ReadExactly(header.Span);
        (Cell, Hidden) = ShapeOf(header);
    }

    /// <summary>The cell that the file says it holds. Nothing of the file is believed yet: <see cref="Load{TShape}"/> checks all of it.</summary>
    public Cell Cell { get; }

    /// <summary>The hidden units that the file says it holds.</summary>
    public int Hidden { get; }

    /// <summary>Opens a file and reads which shape it says it holds.</summary>
    /// <exception cref="UsageException">The file cannot be read, or does not say.</exception>
    public static ModelFile Open(string path) => Guard(path, () =>
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return new ModelFile(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    });

    /// <summary>Reads the model and what its tokens stand for. Once only.</summary>
    /// <exception cref="UsageException">The file cannot be read, is damaged, or has no vocabulary.</exception>
    public (Model<TShape> Model, Vocabulary Vocabulary) Load<TShape>()
        where TShape : struct, ILanguageModel => Guard(_path, () =>
    {
        using Stream? pipe = _file.CanSeek ? null : new ReplayedStream(_head, _file);
        if (_file.CanSeek)
        {
            // Of a file whose length is known, the library says better what is missing.
            _file.Position = 0;
        }

        Model<TShape> model = Model<TShape>.Load(pipe ?? _file);
        if (model.Vocabulary is { } vocabulary)
        {
            return (model, vocabulary);
        }

        model.Dispose();
        throw new ModelFormatException("it has no vocabulary, so its tokens cannot be read.");
    });

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static (Cell Cell, int Hidden) ShapeOf(ReadOnlyMemory<byte> header)
    {
        using var json = JsonDocument.Parse(header);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("__metadata__", out JsonElement metadata)
            && Enum.TryParse(Text(metadata, "cell"), out Cell cell)
            && int.TryParse(Text(metadata, "hidden"), NumberStyles.None, CultureInfo.InvariantCulture, out int hidden)
            ? (cell, hidden)
            : throw new ModelFormatException("it does not say which cell and how many hidden units it holds.");
    }

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
