using Microsoft.Win32.SafeHandles;

namespace EdgeSeq.Storage;

/// <summary>Who may read and write a file that takes the place of another.</summary>
internal static class FilePermissions
{
    private const UnixFileMode Identity = UnixFileMode.SetUser | UnixFileMode.SetGroup;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const int GroupShift = 3;

    /// <summary>Gives a file the permissions of the one that it replaces, and where the system allows it owner and group.</summary>
    /// <param name="replaced">Of the file that is replaced; null if there is none, or the system does not say.</param>
    /// <param name="file">The new file.</param>
    public static void Copy(UnixStatus? replaced, SafeFileHandle file)
    {
        if (replaced is not { } status || OperatingSystem.IsWindows())
        {
            return;
        }

        UnixFileMode mode = status.Permissions;
        if (!UnixFile.TrySetOwner(file, status.Owner, status.Group))
        {
            mode &= ~Identity;
            if (!UnixFile.TrySetOwner(file, UnixFile.SameOwner, status.Group))
            {
                // What one group might do, another might not: it may what all others may.
                mode = (mode & ~(UnixFileMode)((int)Others << GroupShift)) | (UnixFileMode)((int)(mode & Others) << GroupShift);
            }
        }

        try
        {
            // After the owner, whose change takes bits away.
            File.SetUnixFileMode(file, mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file system without permissions. What it was created with is at most what the old one had.
        }
    }
}
