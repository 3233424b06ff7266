namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>Kernels of published cells, on every instruction set that this machine has; 36 units are two blocks of 16 and a part of a third.</summary>
public class ZooTests
{
    private static readonly CellKernels Kernels = new(TestCells.ZooNames, hidden: 36);

    [Theory]
    [MemberData(nameof(TestCells.Zoo), MemberType = typeof(TestCells))]
    public void Kernels_agree_with_the_equations(string cell) => Kernels.AssertAgree(cell);
}
