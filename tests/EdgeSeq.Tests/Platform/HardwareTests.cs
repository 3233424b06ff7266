using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using EdgeSeq.Platform;
using EdgeSeq.Shapes;
using EdgeSeq.Tests.Doubles;
using Xunit;

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

    /// <summary>The product is that of the instruction set; the portable one never hides a vector product.</summary>
    [Fact]
    public void The_product_of_bytes_belongs_to_the_instruction_set()
    {
        ByteProduct[] possible = Hardware.ActiveIsa switch
        {
            InstructionSet.Avx512 => [ByteProduct.Pmaddubsw],
            InstructionSet.Avx2 => [AvxVnni.IsSupported ? ByteProduct.Vpdpbusd : ByteProduct.Pmaddubsw],
            InstructionSet.Neon => [ByteProduct.Smull, ByteProduct.Sdot],
            _ => [ByteProduct.Portable],
        };
        Assert.Contains(Hardware.ActiveByteProduct, possible);
    }

    /// <summary>A shape runs the best of its instruction sets that are here.</summary>
    [Theory]
    [InlineData(InstructionSet.Portable)]
    [InlineData(InstructionSet.Neon, InstructionSet.Neon)]
    [InlineData(InstructionSet.Avx2, InstructionSet.Avx2, InstructionSet.Avx512)]
    [InlineData(InstructionSet.Avx512, InstructionSet.Avx512)]
    public void A_shape_runs_the_best_that_it_has(InstructionSet written, params InstructionSet[] runWhere)
    {
        ModelShape shape = TinyElman.Shape with { InstructionSets = [written, InstructionSet.Portable] };
        InstructionSet expected = runWhere.Contains(Hardware.ActiveIsa) ? written : InstructionSet.Portable;
        Assert.Equal(expected, Hardware.IsaOf(shape));
        ByteProduct product = Hardware.ByteProductOf(shape);
        Assert.Equal(expected == InstructionSet.Portable, product == ByteProduct.Portable);
        Assert.True(expected != Hardware.ActiveIsa || product == Hardware.ActiveByteProduct);
        Assert.Equal(Hardware.ActiveIsa, Hardware.IsaOf(shape with { InstructionSets = [InstructionSet.Avx512, InstructionSet.Avx2, InstructionSet.Neon, InstructionSet.Portable] }));
    }

    [Fact]
    public void Advice_is_given_only_where_something_is_left_unused()
    {
        var modern = new ProcessorFeatures(Avx2: true, Avx512: true);
        Assert.Contains("x86-64-v3", HardwareAdvice.For(InstructionSet.Portable, modern, true), StringComparison.Ordinal);
        Assert.Contains("DOTNET_Enable", HardwareAdvice.For(InstructionSet.Portable, modern, false), StringComparison.Ordinal);
        Assert.Contains("x86-64-v4", HardwareAdvice.For(InstructionSet.Avx2, modern, true), StringComparison.Ordinal);
        Assert.Contains("DOTNET_Enable", HardwareAdvice.For(InstructionSet.Avx2, modern, false), StringComparison.Ordinal);
        Assert.Null(HardwareAdvice.For(InstructionSet.Avx512, modern, true));
        Assert.Null(HardwareAdvice.For(InstructionSet.Avx2, new(Avx2: true, Avx512: false), true));
        Assert.Null(HardwareAdvice.For(InstructionSet.Portable, default, true));
    }

    [Fact]
    public void What_runs_is_what_the_processor_has()
    {
        ProcessorFeatures processor = ProcessorFeatures.Detect();
        Assert.True(Hardware.ActiveIsa != InstructionSet.Avx512 || processor.Avx512);
        Assert.True(Hardware.ActiveIsa != InstructionSet.Avx2 || processor.Avx2);
    }
}
