namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>Rows whose names mean something else, in the text for each instruction set: what is mixed up does not compile, or computes another cell.</summary>
[Trait("Isa", "none")]
public class HostileCellTests
{
    private static readonly CellKernels Kernels = new(HostileCells.Texts.Keys, hidden: 20);

    [Theory]
    [MemberData(nameof(TestCells.Hostile), MemberType = typeof(TestCells))]
    public void Kernels_agree_with_the_equations(string cell) => Kernels.AssertAgree(cell);
}
