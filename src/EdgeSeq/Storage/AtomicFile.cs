namespace EdgeSeq.Storage;

/// <summary>
/// Files that appear whole or not at all, whenever the power fails; and what is no file, or cannot be replaced, written as it
/// stands.
/// </summary>
/// <remarks>
/// A file is replaced by a new one, so that it is never half written. Its permissions stay, and where the system allows it (to
/// root, and of groups to their members) its owner and group. Rather than keep an owner by writing in place the new file belongs
/// to the one who saves: what is lost on a crash is worth more than a name. Other hard links to a file keep the old content.
/// </remarks>
internal static class AtomicFile
{
    /// <summary>How the names of temporary files end. A process that is killed leaves one behind.</summary>
    public const string TemporaryExtension = ".tmp";

    // The longest names have 255 bytes on most systems, 143 on some; a character takes up to three.
    private const int BufferSize = 1 << 16, MaxNameKept = 64;

    // Linux and macOS, as .NET reports them.
    private const int Busy = 16, ReadOnlyFileSystem = 30;

    private static readonly int s_suffixLength = Suffix().Length;

    /// <summary>
    /// Writes to a temporary file beside the target, flushes it to the disk, renames it and flushes the folder. Devices, FIFOs
    /// and pipes are opened and written; so are files whose folder takes no other file, or that are mounts of their own.
    /// </summary>
    /// <param name="path">The target; replaced if it is a file. Of a symbolic link the file that it names is.</param>
    /// <param name="write">Writes the content; may be called twice, and must then write the same.</param>
    /// <exception cref="IOException">The file cannot be written; the target is as before, unless the message says that it is damaged.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; the target is as before.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var target = WriteTarget.Of(path);
        try
        {
            if (target.IsStream)
            {
                using var stream = new FileStream(target.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, BufferSize);
                write(stream);
            }
            else if (target.IsOpenFile || !TryReplace(target, write))
            {
                // What fails before anything is written leaves the file as it is.
                write(Stream.Null);
                WriteInPlace(target.Path, write);
            }
        }
        catch (ArgumentOutOfRangeException e)
        {
            // So .NET reports EFBIG: a limit of the user or the file system.
            throw new IOException($"{target.Path} cannot be written, it is too large for the file system or the limit on files: {e.Message}", e);
        }
    }

    /// <summary>Finds out whether a file could be written now, and leaves it as it is. What a device or a FIFO takes is not tried.</summary>
    /// <param name="path">As of <see cref="Write"/>.</param>
    /// <returns>The place, links followed.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static string Probe(string path)
    {
        var target = WriteTarget.Of(path);
        if (target.IsStream)
        {
            return target.Path;
        }

        if (Exists(target))
        {
            using var existing = new FileStream(target.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        }

        string temporary = TemporaryOf(target.Path);
        if (!target.IsOpenFile && TryCreate(target, temporary) is { } created)
        {
            created.Dispose();
            File.Delete(temporary);
        }

        return target.Path;
    }

    /// <summary>The target of a temporary file that was left behind.</summary>
    /// <param name="temporary">Name of a file.</param>
    /// <returns>The name of its target, or its beginning if it is long; null if it is no temporary file of ours.</returns>
    public static string? TargetOf(string temporary)
    {
        int length = temporary.Length - s_suffixLength;
        if (length <= 0 || !temporary.EndsWith(TemporaryExtension, StringComparison.Ordinal))
        {
            return null;
        }

        string pattern = Suffix();
        for (int i = 0; i < pattern.Length - TemporaryExtension.Length; i++)
        {
            char found = temporary[length + i];
            if (pattern[i] == '.' ? found != '.' : !char.IsAsciiLetterLower(found) && !char.IsAsciiDigit(found))
            {
                return null;
            }
        }

        return temporary[..length];
    }

    /// <returns>Whether it was replaced; if not, nothing has changed, and there is a file that may be written in place.</returns>
    private static bool TryReplace(WriteTarget target, Action<Stream> write)
    {
        string temporary = TemporaryOf(target.Path);
        if (TryCreate(target, temporary) is not { } stream)
        {
            return false;
        }

        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush();
                FilePermissions.Copy(target.Status, stream.SafeFileHandle);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target.Path, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            if (e is IOException { HResult: Busy } or UnauthorizedAccessException && Exists(target))
            {
                return false;
            }

            throw;
        }

        DirectoryFlush.Run(Path.GetDirectoryName(target.Path)!);
        return true;
    }

    /// <returns>The file; null if the folder takes none, but the target is there and may be written in place.</returns>
    private static FileStream? TryCreate(WriteTarget target, string temporary)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = BufferSize };
        if (target.Status is not null && !OperatingSystem.IsWindows())
        {
            // Until it has the permissions of the target, nobody else may look into it.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(temporary, options);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem })
        {
            return Exists(target) ? null : throw new UnauthorizedAccessException($"{target.Path} cannot be written: no file may be created in its folder.", e);
        }
    }

    private static void WriteInPlace(string path, Action<Stream> write)
    {
        // Others may have it open: to be replaced it need not be theirs alone either.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, BufferSize);
        try
        {
            // Cut at the end and not at first: on a full disk the old blocks may be all there are.
            write(stream);
            stream.SetLength(stream.Position);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new IOException(
                $"{path} was being written in place, since it cannot be replaced, and is damaged now: {e.Message} Make room, or let its folder take new files, and save again.", e);
        }
    }

    private static bool Exists(WriteTarget target) => target.Status is not null || File.Exists(target.Path);

    private static string TemporaryOf(string target)
    {
        string name = Path.GetFileName(target);
        int kept = Math.Min(name.Length, MaxNameKept);
        kept -= kept < name.Length && char.IsHighSurrogate(name[kept - 1]) ? 1 : 0;
        return Path.Join(Path.GetDirectoryName(target), name[..kept] + Suffix());
    }

    private static string Suffix() => $".{Path.GetRandomFileName()}{TemporaryExtension}";
}
