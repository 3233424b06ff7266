namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>Kernels of published cells, on every instruction set that this machine has; 36 units are two blocks of 16 and a part of a third.</summary>
public class ZooTests
{
    private static readonly CellKernels Kernels = new(Tried, hidden: 36);

    public static TheoryData<string> Tried => [.. Cases.Every(3, TestCells.ZooNames)];

    [Theory]
    [MemberData(nameof(Tried))]
    public void Kernels_agree_with_the_equations(string cell) => Kernels.AssertAgree(cell);
}
