namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>Kernels of published cells, on every instruction set that this machine has, below a block of 16 units and above two.</summary>
public class ZooTests
{
    private static readonly CellKernels Small = new(TestCells.ZooNames, hidden: 7);
    private static readonly CellKernels Large = new(TestCells.ZooNames, hidden: 36);

    [Theory]
    [MemberData(nameof(TestCells.Zoo), MemberType = typeof(TestCells))]
    public void Kernels_agree_with_the_equations(string cell)
    {
        Small.AssertAgree(cell);
        Large.AssertAgree(cell);
    }
}
