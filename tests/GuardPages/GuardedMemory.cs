using System.Runtime.InteropServices;

namespace EdgeSeq.GuardPages;

/// <summary>
/// Native memory with an inaccessible page right before and right after it: who reads or writes one float outside ends the
/// process. Linux only. Shared by the tests and the conformance app, so that it runs on arm64 too.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int ProtNone = 0, ProtRead = 1, ProtWrite = 2, MapPrivate = 2, MapAnonymous = 0x20, ErrorFault = 14;

    private readonly byte* _map;
    private readonly byte* _start;
    private readonly nuint _mapSize;
    private readonly int _length;

    /// <summary>Maps a buffer.</summary>
    /// <param name="length">Elements of 4 bytes, at least 0.</param>
    /// <param name="placement">Where it lies.</param>
    public GuardedMemory(int length, Placement placement)
    {
        nuint page = (nuint)Environment.SystemPageSize, bytes = (nuint)length * sizeof(float), inner = (bytes + 1 + page - 1) / page * page;
        _length = length;
        _mapSize = inner + 2 * page;
        _map = Map(null, _mapSize, ProtRead | ProtWrite, MapPrivate | MapAnonymous, -1, 0);
        if (_map == (byte*)-1 || Protect(_map, page, ProtNone) != 0 || Protect(_map + page + inner, page, ProtNone) != 0)
        {
            throw new InvalidOperationException($"No guarded memory: error {Marshal.GetLastPInvokeError()}.");
        }

        _start = _map + page + placement switch
        {
            Placement.Begin => 0,
            Placement.End => inner - bytes,
            _ => 1,
        };
    }

    /// <summary>Whether this system has guard pages.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The buffer as floats; zeros at first.</summary>
    public Span<float> Floats => new(_start, _length);

    /// <summary>The buffer as whole numbers.</summary>
    public Span<int> Integers => new(_start, _length);

    /// <summary>Whether a byte of the mapping can be read; asked of the system, so the process lives on if not.</summary>
    /// <param name="offset">Bytes from the first byte of the buffer.</param>
    public bool CanRead(nint offset)
    {
        // access(2) reads a name from there: it has none such, or says that it cannot read.
        return Access(_start + offset, 0) == 0 || Marshal.GetLastPInvokeError() != ErrorFault;
    }

    /// <summary>Unmaps everything.</summary>
    public void Dispose() => _ = Unmap(_map, _mapSize);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true)]
    private static partial int Access(byte* name, int mode);
}
