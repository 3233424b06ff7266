using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Xunit;

namespace EdgeSeq.Tests.Storage;

/// <summary>Mounts that only one thread sees, and that end with it.</summary>
internal static partial class PrivateMounts
{
    private const int NewMounts = 0x20000;
    private const ulong ReadOnly = 1, Remount = 32, Bind = 4096, Recursive = 16384, Private = 1 << 18;

    public static bool AreAllowed { get; } = Try();

    /// <summary>Runs something on a thread of its own, whose mounts and user nobody else sees.</summary>
    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Assert.Equal(0, Unshare(NewMounts));
                Assert.Equal(0, Mount("none", "/", null, Recursive | Private, 0));
                action();
            }
#pragma warning disable CA1031 // Thrown again on the thread of the test.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Shows a file or folder at another place, which it covers.</summary>
    public static void Show(string path, string at) => Assert.Equal(0, Mount(path, at, null, Bind, 0));

    /// <summary>Forbids writing to a folder that <see cref="Show"/> showed.</summary>
    public static void ForbidWriting(string at) => Assert.Equal(0, Mount("none", at, null, Remount | Bind | ReadOnly, 0));

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        bool allowed = false;
        var thread = new Thread(() => allowed = Unshare(NewMounts) == 0 && Mount("none", "/", null, Recursive | Private, 0) == 0);
        thread.Start();
        thread.Join();
        return allowed;
    }

    [LibraryImport("libc", EntryPoint = "unshare")]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, ulong flags, nint data);
}
