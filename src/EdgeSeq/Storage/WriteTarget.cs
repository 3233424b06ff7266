namespace EdgeSeq.Storage;

/// <summary>What stands where something is to be written.</summary>
/// <param name="Path">The place, links followed.</param>
/// <param name="Status">Of what stands there; null if nothing does, or the system does not say.</param>
/// <param name="IsOpenFile">Whether the path is the system's name for a file that a process holds open, such as <c>/dev/stdout</c>.</param>
internal readonly record struct WriteTarget(string Path, UnixStatus? Status, bool IsOpenFile)
{
    // As Linux itself.
    private const int MaxLinks = 40;

    /// <summary>Whether something stands there that takes a stream of bytes and keeps no file: a device, a FIFO, a pipe.</summary>
    public bool IsStream => Status is { IsRegular: false, IsFolder: false } || (OperatingSystem.IsWindows() && Path.StartsWith(@"\\.\", StringComparison.Ordinal));

    /// <summary>Follows a path.</summary>
    /// <exception cref="UnauthorizedAccessException">A folder stands there.</exception>
    /// <exception cref="IOException">Its links go round in a circle.</exception>
    public static WriteTarget Of(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        UnixStatus? status = UnixFile.StatusOf(full);
        if (status is { IsFolder: true })
        {
            throw new UnauthorizedAccessException($"{path} cannot be written: it is a folder.");
        }

        // The links of open files lead to names that need not exist.
        return status is { IsRegular: false } ? new(full, status, IsOpenFile: false) : Followed(full, status);
    }

    private static WriteTarget Followed(string path, UnixStatus? status)
    {
        string current = path;
        for (int links = 0; links < MaxLinks; links++)
        {
            // The folder first, since a link counts from where it really lies.
            if (System.IO.Path.GetDirectoryName(current) is { } folder)
            {
                current = System.IO.Path.Join(UnixFile.RealFolder(folder), System.IO.Path.GetFileName(current));
            }

            if (new FileInfo(current).LinkTarget is not { } link)
            {
                return new(current, status, IsOpenFile: false);
            }

            if (IsOfOpenFile(current))
            {
                return new(path, status, IsOpenFile: true);
            }

            current = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(current)!, link);
            if (OperatingSystem.IsWindows())
            {
                current = System.IO.Path.GetFullPath(current);
            }
        }

        throw new IOException($"{path} cannot be written: its symbolic links go round in a circle.");
    }

    private static bool IsOfOpenFile(string link) =>
        !OperatingSystem.IsWindows() && (link.StartsWith("/proc/", StringComparison.Ordinal) || link.StartsWith("/dev/fd/", StringComparison.Ordinal));
}
