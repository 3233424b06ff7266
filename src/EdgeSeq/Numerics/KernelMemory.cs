using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace EdgeSeq.Numerics;

/// <summary>Moves floats for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KernelMemory
{
    /// <summary>Copies <paramref name="count"/> floats; the two runs must not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref float from, ref float to, int count) => Unsafe.CopyBlockUnaligned(
        ref Unsafe.As<float, byte>(ref to), ref Unsafe.As<float, byte>(ref from), (uint)count * sizeof(float));

    /// <summary>The span from an offset on; an empty span stays empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<float> From(Span<float> span, int offset) => span.IsEmpty ? default : span[offset..];
}
