namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>
/// Kernels of the catalogue's cells and of those that a user might write, compiled here and run on every
/// instruction set that this machine has: loss and all gradients against the interpreter of the same equations.
/// </summary>
public class AnyCellTests
{
    private static readonly CellKernels Kernels = new(TestCells.Names.Except(TestCells.ZooNames), hidden: 20);

    [Theory]
    [MemberData(nameof(TestCells.WithoutZoo), MemberType = typeof(TestCells))]
    public void Kernels_agree_with_the_equations(string cell) => Kernels.AssertAgree(cell);
}
