namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>Rows whose names mean something else, in the text for each instruction set: what is mixed up does not compile, or computes another cell.</summary>
[Trait("Isa", "none")]
[Trait("Cases", "part")]
public class HostileCellTests
{
    private static readonly CellKernels Kernels = new(Tried, hidden: 20);

    public static TheoryData<string> Tried => [.. Cases.Part(HostileCells.InOneRole, HostileCells.Texts.Keys)];

    [Theory]
    [MemberData(nameof(Tried))]
    public void Kernels_agree_with_the_equations(string cell) => Kernels.AssertAgree(cell);
}
