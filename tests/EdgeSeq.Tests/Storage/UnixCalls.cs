using System.Runtime.InteropServices;
using Xunit;

namespace EdgeSeq.Tests.Storage;

/// <summary>What the tests of special files set up with.</summary>
internal static partial class UnixCalls
{
    private const uint CharacterDevice = 0x2000;

    public static void MakeFifo(string path) => Assert.Equal(0, MakeFifo(path, 0x1B6));

    /// <summary>A device that is what /dev/null is.</summary>
    public static void MakeNullDevice(string path) => Assert.Equal(0, MakeNode(path, CharacterDevice | 0x1B6, (1 << 8) | 3));

    public static void MakeHardLink(string path, string link) => Assert.Equal(0, Link(path, link));

    public static void GiveTo(string path, uint owner, uint group) => Assert.Equal(0, ChangeOwner(path, owner, group));

    /// <summary>What this thread may do to files is from now on what such a user may.</summary>
    public static void BecomeForFiles(uint owner, uint group)
    {
        _ = SetFileGroup(group);
        _ = SetFileUser(owner);
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "mknod", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeNode(string path, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string link);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileUser(uint user);

    [LibraryImport("libc", EntryPoint = "setfsgid")]
    private static partial int SetFileGroup(uint group);
}
