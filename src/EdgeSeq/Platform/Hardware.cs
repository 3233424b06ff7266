using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using EdgeSeq.Platform;

namespace EdgeSeq;

/// <summary>What this process runs on.</summary>
public static class Hardware
{
    /// <summary>
    /// The instruction set that kernels and <see cref="Numerics.VectorMath"/> use. Under the JIT it is decided by the
    /// processor (and the <c>DOTNET_Enable*</c> knobs), in a NativeAOT executable also by <c>IlcInstructionSet</c>.
    /// </summary>
    public static InstructionSet ActiveIsa =>
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512DQ.IsSupported ? InstructionSet.Avx512
        : Avx2.IsSupported && Fma.IsSupported ? InstructionSet.Avx2
        : AdvSimd.Arm64.IsSupported ? InstructionSet.Neon
        : InstructionSet.Portable;

    /// <summary>The instructions by which shapes with weights of 8 bits multiply a single row, decided as <see cref="ActiveIsa"/> is. Several rows take <see cref="ByteProduct.Vpdpbusd"/> wherever it is.</summary>
    public static ByteProduct ActiveByteProduct => ActiveIsa switch
    {
        InstructionSet.Avx512 => ByteProduct.Pmaddubsw,
        InstructionSet.Avx2 => AvxVnni.IsSupported ? ByteProduct.Vpdpbusd : ByteProduct.Pmaddubsw,
        InstructionSet.Neon => Dp.IsSupported ? ByteProduct.Sdot : ByteProduct.Smull,
        _ => ByteProduct.Portable,
    };

    /// <summary>
    /// One sentence if the processor could do better than <see cref="ActiveIsa"/>, and how; null if it cannot.
    /// </summary>
    public static string? Advice =>
        HardwareAdvice.For(ActiveIsa, ProcessorFeatures.Detect(), compiledAhead: !RuntimeFeature.IsDynamicCodeSupported);
}
