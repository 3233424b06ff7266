using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace EdgeSeq.Numerics;

/// <summary>Moves floats for generated code, which is free of pointers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KernelMemory
{
    /// <summary>Copies <paramref name="count"/> floats; the two runs must not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref float from, ref float to, int count) => Unsafe.CopyBlockUnaligned(
        ref Unsafe.As<float, byte>(ref to), ref Unsafe.As<float, byte>(ref from), (uint)count * sizeof(float));

    /// <summary>Asks for the cache line of a float, which may lie outside all memory. Does nothing where .NET has no such instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(ref float value)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref value));
        }
    }

    /// <summary>The span from an offset on; an empty span stays empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<float> From(Span<float> span, int offset) => span.IsEmpty ? default : span[offset..];
}
