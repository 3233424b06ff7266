using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeSeq.Memory;

/// <summary>
/// One zeroed block of native floats that begins at a multiple of 64 bytes, a cache line and the widest vector. It lives
/// outside the managed heap, so the collector neither moves nor scans it, and it is freed at the latest by the finaliser.
/// </summary>
/// <remarks>
/// A span does not keep the block alive: whoever hands spans to a kernel does so within a <see cref="Lifetime.Use"/> or
/// <see cref="SoloLifetime.Use"/>, so that neither disposing nor the finaliser frees what the kernel still reads.
/// </remarks>
internal sealed unsafe class NativeBlock : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Bytes; the cache line of x64 and of the ARM cores that matter, and the width of AVX-512.</summary>
    public const int Alignment = 64;

    private const int FloatsPerLine = Alignment / sizeof(float);
    private readonly Type _owner;

    /// <summary>Allocates and clears a block.</summary>
    /// <param name="length">Floats, at least 0.</param>
    /// <param name="owner">The type that an <see cref="ObjectDisposedException"/> should mention.</param>
    /// <exception cref="OutOfMemoryException">The system has no such block.</exception>
    public NativeBlock(long length, Type owner)
        : base(ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _owner = owner;
        Length = length;
        void* memory = NativeMemory.AlignedAlloc(checked((nuint)Bytes), Alignment);
        NativeMemory.Clear(memory, (nuint)Bytes);
        SetHandle((nint)memory);

        // Else the collector sees a few small objects and waits, while undisposed blocks pile up.
        GC.AddMemoryPressure(Bytes);
    }

    /// <summary>Floats.</summary>
    public long Length { get; }

    private long Bytes => Math.Max(Length, 1) * sizeof(float);

    /// <summary>The length of a section, rounded up so that the next one begins at a cache line again.</summary>
    public static long Padded(long length) => (length + FloatsPerLine - 1) / FloatsPerLine * FloatsPerLine;

    /// <summary>A part of the block.</summary>
    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    public Span<float> Section(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(IsClosed, _owner);
        System.Diagnostics.Debug.Assert(offset >= 0 && length >= 0 && offset + length <= Length);
        return new((float*)handle + offset, length);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(Bytes);
        return true;
    }
}
