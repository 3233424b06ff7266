namespace EdgeSeq.Storage;

/// <summary>Files that appear whole or not at all, whenever the power fails.</summary>
internal static class AtomicFile
{
    /// <summary>How the names of temporary files end. A process that is killed leaves one behind.</summary>
    public const string TemporaryExtension = ".tmp";

    private const int BufferSize = 1 << 16;

    /// <summary>Writes to a temporary file beside the target, flushes it to the disk, renames it and flushes the folder.</summary>
    /// <param name="path">The target; replaced if it exists. Of a symbolic link the file that it names is replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The file cannot be written; the target is as before.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; the target is as before.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string target = File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } file
            ? file.FullName
            : Path.GetFullPath(path);
        string temporary = $"{target}.{Path.GetRandomFileName()}{TemporaryExtension}";
        var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize);
        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);

            // So .NET reports EFBIG: a limit of the user or the file system.
            if (e is ArgumentOutOfRangeException)
            {
                throw new IOException($"{target} cannot be written, it is too large for the file system or the limit on files: {e.Message}", e);
            }

            throw;
        }

        DirectoryFlush.Run(Path.GetDirectoryName(target)!);
    }
}
