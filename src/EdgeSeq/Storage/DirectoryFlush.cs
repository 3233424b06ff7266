using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeSeq.Storage;

/// <summary>
/// Makes a rename outlast a power failure. On Linux and macOS the new name is on the disk only after an fsync of the folder,
/// which .NET cannot open; Windows has no such call and keeps names in a journal.
/// </summary>
internal static partial class DirectoryFlush
{
    /// <summary>Flushes the names of a folder to the disk where that is possible; elsewhere does nothing.</summary>
    /// <param name="folder">An existing folder.</param>
    public static void Run(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return;
        }

        try
        {
            using SafeFileHandle handle = Open(folder, flags: 0);
            if (!handle.IsInvalid)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            // Some file systems refuse to flush a folder. The file itself is written; what is missing is the guarantee.
        }
    }

    /// <summary>open(2); flags of 0 are O_RDONLY everywhere.</summary>
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
