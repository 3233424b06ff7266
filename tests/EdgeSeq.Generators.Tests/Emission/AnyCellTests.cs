namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>
/// Kernels of the catalogue's cells and of those that a user might write, compiled here and run on every
/// instruction set that this machine has: loss and all gradients against the interpreter of the same equations.
/// </summary>
public class AnyCellTests
{
    private static readonly CellKernels Kernels = new(Tried, hidden: 20);

    public static TheoryData<string> Tried => [.. Cases.Every(2, TestCells.Names.Except(TestCells.ZooNames))];

    [Theory]
    [MemberData(nameof(Tried))]
    public void Kernels_agree_with_the_equations(string cell) => Kernels.AssertAgree(cell);
}
