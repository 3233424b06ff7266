using EdgeSeq.Import.Readers.Json;

namespace EdgeSeq.Import.Readers;

/// <summary>A file that may be of any format, and what several readers want to know of it, found out once.</summary>
/// <param name="bytes">The whole file.</param>
/// <param name="folder">Where files beside it are looked for; null for a file in memory.</param>
internal sealed class ForeignFile(ReadOnlyMemory<byte> bytes, string? folder = null)
{
    private JsonField? _json;

    /// <summary>The whole file.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Where files beside it are looked for; null for a file in memory.</summary>
    public string? Folder { get; } = folder;

    /// <summary>Whether the file begins as a JSON object does.</summary>
    public bool IsJson => JsonTree.Begins(Bytes.Span);

    /// <summary>The file as JSON.</summary>
    /// <exception cref="ModelFormatException">It is no JSON.</exception>
    public JsonField Json => _json ??= JsonTree.Parse(Bytes.Span);

    /// <summary>Whether the file begins with these bytes.</summary>
    public bool StartsWith(ReadOnlySpan<byte> magic) => Bytes.Span.StartsWith(magic);
}
