using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using EdgeSeq.Platform;
using EdgeSeq.Shapes;

namespace EdgeSeq;

/// <summary>What this process runs on.</summary>
public static class Hardware
{
    /// <summary>
    /// The instruction set that kernels and <see cref="Numerics.VectorMath"/> use. Under the JIT it is decided by the
    /// processor (and the <c>DOTNET_Enable*</c> knobs), in a NativeAOT executable also by <c>IlcInstructionSet</c>. A shape of a project
    /// that leaves this one out has kernels of another: see <see cref="IsaOf"/>.
    /// </summary>
    public static InstructionSet ActiveIsa =>
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512DQ.IsSupported ? InstructionSet.Avx512
        : Avx2.IsSupported && Fma.IsSupported ? InstructionSet.Avx2
        : AdvSimd.Arm64.IsSupported ? InstructionSet.Neon
        : InstructionSet.Portable;

    /// <summary>The instructions by which shapes with weights of 8 bits multiply a single row, decided as <see cref="ActiveIsa"/> is. Several rows take <see cref="ByteProduct.Vpdpbusd"/> wherever it is.</summary>
    public static ByteProduct ActiveByteProduct => ByteProductWith(ActiveIsa);

    /// <summary>The instruction set that the kernels of a shape use: the best that it has (<see cref="ModelShape.InstructionSets"/>) and this process runs.</summary>
    /// <param name="shape">The shape of a model: <c>CharLm.Shape</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="shape"/> is null.</exception>
    public static InstructionSet IsaOf(ModelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        foreach (InstructionSet set in shape.InstructionSets)
        {
            // Whatever has AVX-512 has AVX2 too.
            if (set == ActiveIsa || (set == InstructionSet.Avx2 && ActiveIsa == InstructionSet.Avx512))
            {
                return set;
            }
        }

        return InstructionSet.Portable;
    }

    /// <summary>The instructions by which a shape with weights of 8 bits multiplies a single row, decided as <see cref="IsaOf"/> is.</summary>
    /// <param name="shape">The shape of a model; it says nothing of one with other weights.</param>
    /// <exception cref="ArgumentNullException"><paramref name="shape"/> is null.</exception>
    public static ByteProduct ByteProductOf(ModelShape shape) => ByteProductWith(IsaOf(shape));

    /// <summary>
    /// One sentence if the processor could do better than <see cref="ActiveIsa"/>, and how; null if it cannot.
    /// </summary>
    /// <remarks>
    /// It is told from what an x64 processor says of itself; null on other architectures, and with <c>DOTNET_EnableHWIntrinsic=0</c>, under which .NET cannot ask it.
    /// Of a shape whose project left kernels out (<c>EdgeSeqKernels</c>) it knows nothing: see <see cref="IsaOf"/>.
    /// </remarks>
    public static string? Advice =>
        HardwareAdvice.For(ActiveIsa, ProcessorFeatures.Detect(), compiledAhead: !RuntimeFeature.IsDynamicCodeSupported);

    private static ByteProduct ByteProductWith(InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => ByteProduct.Pmaddubsw,
        InstructionSet.Avx2 => AvxVnni.IsSupported ? ByteProduct.Vpdpbusd : ByteProduct.Pmaddubsw,
        InstructionSet.Neon => Dp.IsSupported ? ByteProduct.Sdot : ByteProduct.Smull,
        _ => ByteProduct.Portable,
    };
}
