namespace EdgeSeq.Platform;

/// <summary>What to do where a process leaves instructions of its processor unused.</summary>
internal static class HardwareAdvice
{
    /// <summary>One sentence, or null if nothing is left unused.</summary>
    /// <param name="active">What runs.</param>
    /// <param name="processor">What could run.</param>
    /// <param name="compiledAhead">Whether the process is a NativeAOT executable.</param>
    public static string? For(InstructionSet active, ProcessorFeatures processor, bool compiledAhead) => active switch
    {
        InstructionSet.Portable when processor.Avx2 && compiledAhead =>
            "The processor has AVX2 and FMA, but this executable was compiled without: publish it with IlcInstructionSet=x86-64-v3.",
        InstructionSet.Portable when processor.Avx2 =>
            "The processor has AVX2 and FMA, but a DOTNET_Enable setting turns them off.",
        InstructionSet.Avx2 when processor.Avx512 && compiledAhead =>
            "The processor has AVX-512, but this executable was compiled without: publish it with IlcInstructionSet=x86-64-v4 if all your machines have it.",
        InstructionSet.Avx2 when processor.Avx512 =>
            "The processor has AVX-512, but a DOTNET_Enable setting turns it off.",
        _ => null,
    };
}
