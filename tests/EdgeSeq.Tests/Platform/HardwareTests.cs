using System.Runtime.InteropServices;

namespace EdgeSeq.Tests.Platform;

public sealed class HardwareTests
{
    [Fact]
    public void The_active_instruction_set_belongs_to_the_processor()
    {
        InstructionSet[] possible = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? [InstructionSet.Neon, InstructionSet.Portable]
            : [InstructionSet.Avx512, InstructionSet.Avx2, InstructionSet.Portable];
        Assert.Contains(Hardware.ActiveIsa, possible);
    }
}
