namespace EdgeSeq;

/// <summary>The instruction sets that kernels are generated for. All of them give the same bits.</summary>
public enum InstructionSet
{
    /// <summary>No vector instructions; the fused multiply-add is emulated exactly, which is slow.</summary>
    Portable,

    /// <summary>ARM64 Advanced SIMD, 4 floats wide.</summary>
    Neon,

    /// <summary>x64 with AVX2 and FMA, 8 floats wide.</summary>
    Avx2,

    /// <summary>x64 with AVX-512 F and DQ, 16 floats wide.</summary>
    Avx512,
}
