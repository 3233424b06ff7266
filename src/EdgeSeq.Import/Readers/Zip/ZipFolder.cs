using System.IO.Compression;
using System.Runtime.InteropServices;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Zip;

/// <summary>The files within a zip file in memory.</summary>
internal sealed class ZipFolder : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    // Tools that write models do not compress them; text may be, so a file must not unpack to much more than it is.
    private long _left;

    /// <summary>Reads the directory.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public ZipFolder(ReadOnlyMemory<byte> file)
    {
        _left = 65536 + (2L * file.Length);
        try
        {
            _archive = new(MemoryMarshal.TryGetArray(file, out ArraySegment<byte> array) ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(file.ToArray()));
            foreach (ZipArchiveEntry entry in _archive.Entries)
            {
                if (!_entries.TryAdd(entry.FullName, entry))
                {
                    throw new ModelFormatException($"The zip file has {JsonFields.Quote(entry.FullName)} twice.");
                }
            }
        }
        catch (Exception e) when (IsOfZip(e))
        {
            _archive?.Dispose();
            throw new ModelFormatException($"The zip file's directory is damaged: {e.Message}", e);
        }
    }

    /// <summary>The first bytes.</summary>
    public static ReadOnlySpan<byte> Signature => "PK\u0003\u0004"u8;

    /// <summary>Paths of the files.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Whether the file at the place is a zip file with a file of this name, which may lie in one folder.</summary>
    public static bool Has(ForeignFile file, string name)
    {
        if (!file.StartsWith(Signature))
        {
            return false;
        }

        using var folder = new ZipFolder(file.Bytes);
        return folder.Names.Any(path => path == name || path.EndsWith($"/{name}", StringComparison.Ordinal));
    }

    /// <summary>Bytes of a file.</summary>
    /// <exception cref="ModelFormatException">It is not there, damaged, or unpacks to too much.</exception>
    public byte[] Read(string path)
    {
        if (!_entries.TryGetValue(path, out ZipArchiveEntry? entry))
        {
            throw new ModelFormatException($"The zip file has no {JsonFields.Quote(path)}.");
        }

        _left = entry.Length <= _left ? _left - entry.Length : throw new ModelFormatException($"{JsonFields.Quote(path)} unpacks to {entry.Length} bytes, which is more than a model of this size holds.");
        try
        {
            byte[] bytes = new byte[entry.Length];
            using Stream stream = entry.Open();
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (IsOfZip(e))
        {
            throw new ModelFormatException($"{JsonFields.Quote(path)} in the zip file is damaged: {e.Message}", e);
        }
    }

    public void Dispose() => _archive.Dispose();

    private static bool IsOfZip(Exception e) => e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException && e is not ModelFormatException;
}
