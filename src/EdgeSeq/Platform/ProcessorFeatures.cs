using System.Runtime.Intrinsics.X86;

namespace EdgeSeq.Platform;

/// <summary>What the x64 processor itself says it has, whatever this process was compiled for.</summary>
/// <param name="Avx2">AVX2 and FMA.</param>
/// <param name="Avx512">AVX-512 F and DQ.</param>
internal readonly record struct ProcessorFeatures(bool Avx2, bool Avx512)
{
    /// <summary>Asks by the CPUID instruction; nothing is reported on other architectures.</summary>
    public static ProcessorFeatures Detect()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
        {
            return default;
        }

        (_, _, int ecx, _) = X86Base.CpuId(1, 0);
        (_, int ebx, _, _) = X86Base.CpuId(7, 0);
        bool fma = Bit(ecx, 12), savesAvxRegisters = Bit(ecx, 27);
        return new(Bit(ebx, 5) && fma && savesAvxRegisters, Bit(ebx, 16) && Bit(ebx, 17) && savesAvxRegisters);
    }

    private static bool Bit(int register, int bit) => (register >> bit & 1) != 0;
}
