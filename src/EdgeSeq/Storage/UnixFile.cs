using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Microsoft.Win32.SafeHandles;

namespace EdgeSeq.Storage;

/// <summary>
/// What .NET does not say of a file on Linux and macOS: its kind and owner, and where a folder really is. Elsewhere, and where
/// the C library has no such call, nothing is known.
/// </summary>
internal static unsafe partial class UnixFile
{
    private const int WorkingFolder = -100, FollowLinks = 0, StatusSize = 512;
    private const uint BasicStatus = 0x7FF;

    /// <summary>chown(2): leaves the owner as it is.</summary>
    public const uint SameOwner = uint.MaxValue;

    /// <summary>The status of what stands at a path, links followed; null if nothing does, or it is not known.</summary>
    public static UnixStatus? StatusOf(string path)
    {
        // Longer than the structure of any system.
        Span<byte> status = stackalloc byte[StatusSize];
        try
        {
            fixed (byte* first = status)
            {
                if (OperatingSystem.IsLinux())
                {
                    // statx, not stat: its structure is the same on every processor.
                    return StatX(WorkingFolder, path, FollowLinks, BasicStatus, first) == 0 ? Status(status, mode: 28, owner: 20, group: 24) : null;
                }

                if (OperatingSystem.IsMacOS())
                {
                    int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatInode64(path, first) : Stat(path, first);
                    return result == 0 ? Status(status, mode: 4, owner: 16, group: 20) : null;
                }
            }
        }
        catch (Exception e) when (IsMissing(e))
        {
            // As if nothing were known.
        }

        return null;
    }

    /// <summary>The folder without links and dots, as the system sees it: .NET takes <c>..</c> off the name before it, link or not.</summary>
    /// <returns>The folder as it was given where it does not exist, or is not known.</returns>
    public static string RealFolder(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return folder;
        }

        try
        {
            byte* real = RealPath(folder, null);
            string? path = Utf8StringMarshaller.ConvertToManaged(real);
            NativeMemory.Free(real);
            return path ?? folder;
        }
        catch (Exception e) when (IsMissing(e))
        {
            return folder;
        }
    }

    /// <summary>Gives a file to a user and a group.</summary>
    /// <returns>Whether the system allowed it: to root, and of groups to their members.</returns>
    public static bool TrySetOwner(SafeFileHandle file, uint owner, uint group) => ChangeOwner(file, owner, group) == 0;

    private static UnixStatus Status(ReadOnlySpan<byte> status, int mode, int owner, int group) =>
        new(MemoryMarshal.Read<ushort>(status[mode..]), MemoryMarshal.Read<uint>(status[owner..]), MemoryMarshal.Read<uint>(status[group..]));

    private static bool IsMissing(Exception e) => e is DllNotFoundException or EntryPointNotFoundException;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, byte* status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatInode64(string path, byte* status);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* RealPath(string path, byte* resolved);

    [LibraryImport("libc", EntryPoint = "fchown")]
    private static partial int ChangeOwner(SafeFileHandle file, uint owner, uint group);
}
