using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>The list of shapes covers what it must; a new cell or dialect cannot be forgotten.</summary>
public sealed class CoverageTests
{
    /// <summary>The language models of one layer: every other shape is a form, which takes any size.</summary>
    private static IEnumerable<ModelShape> Shapes =>
        KernelCases.ShapeNames.Select(KernelCases.Find).Where(kernels => !KernelCases.IsForm(kernels)).Select(kernels => kernels.Shape);

    /// <summary>A cell that has no shape here yet is compiled and compared by the generator's tests of any cell.</summary>
    [Fact]
    public void Every_cell_meets_every_vocabulary()
    {
        foreach (Cell? cell in Shapes.Select(shape => shape.Cell).Distinct())
        {
            Assert.Equal(
                KernelShapes.Vocabularies.Order(),
                Shapes.Where(shape => shape.Cell == cell).Select(shape => shape.Vocabulary).Distinct().Order());
        }
    }

    [Fact]
    public void Every_hidden_size_occurs() =>
        Assert.Equal(KernelShapes.HiddenSizes.Order(), Shapes.Select(shape => shape.Hidden).Distinct().Order());

    [Fact]
    public void No_pair_of_vocabulary_and_hidden_size_is_tested_twice() =>
        Assert.Equal(Shapes.Count(), Shapes.DistinctBy(shape => (shape.Vocabulary, shape.Hidden)).Count());

    [Theory]
    [MemberData(nameof(KernelCases.Shapes), MemberType = typeof(KernelCases))]
    public void Every_shape_has_the_dialects_that_it_says(string shape) =>
        Assert.Equal(KernelCases.Find(shape).Shape.InstructionSets.Select(set => $"{set}").Order(), KernelCases.AllDialectsOf(shape).Order());

    /// <summary>Or, where a part of the cases is tried, the portable one and another: <c>Directory.Build.props</c>.</summary>
    [Theory]
    [MemberData(nameof(KernelCases.Shapes), MemberType = typeof(KernelCases))]
    public void Every_dialect_that_this_machine_runs_is_there(string shape)
    {
        var there = KernelCases.AllDialectsOf(shape).ToHashSet();
        var supported = VectorKernels.Supported.Select(kernels => kernels.Dialect).ToHashSet();
        Assert.True(Cases.All ? supported.IsSubsetOf(there) : supported.Intersect(there).Count() >= Math.Min(2, supported.Count));
    }

    [Theory]
    [MemberData(nameof(KernelCases.Shapes), MemberType = typeof(KernelCases))]
    public void The_portable_dialect_and_the_one_in_use_are_tested(string shape)
    {
        IEnumerable<string> tested = KernelCases.DialectsOf(shape).Select(kernels => kernels.Name);
        Assert.Contains($"{shape}.Portable", tested);
        Assert.Contains($"{shape}.{Hardware.IsaOf(KernelCases.Find(shape).Shape)}", tested);
    }
}
