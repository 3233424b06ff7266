namespace EdgeSeq.Storage;

/// <summary>Files that appear whole or not at all, whenever the power fails.</summary>
internal static class AtomicFile
{
    /// <summary>Writes to a temporary file beside the target, flushes it to the disk and renames it.</summary>
    /// <param name="path">The target; replaced if it exists. Of a symbolic link the file that it names is replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The file cannot be written; the target is as before.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; the target is as before.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string target = File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } file
            ? file.FullName
            : Path.GetFullPath(path);
        string temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
