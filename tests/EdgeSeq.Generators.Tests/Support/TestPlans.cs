using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Nodes.Recurrent;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Tests.Support;

internal static class TestPlans
{
    /// <summary>Sizes below, at and above a block of 16, and enough units for full and narrower panels of every cell.</summary>
    public static readonly int[] Hidden = [1, 7, 16, 20, 33, 100, 128];

    /// <summary>The plan of a cell, for all instruction sets or those that are named.</summary>
    public static ModelPlan Create(string cell, int vocabulary, int hidden, string name = "CharLm", string space = "Snapshots", params string[] instructionSets)
    {
        var spec = new ModelSpec(new DeclaredType(space, default, name, $"{space}.{name}"), TestCells.Find(cell), new([hidden]))
        {
            Vocabulary = vocabulary,
            Outputs = vocabulary,
            InstructionSets = new(instructionSets),
        };
        return new ModelPlan(spec);
    }

    /// <summary>The plan of the recurrent layer alone.</summary>
    public static LayerPlan Layer(string cell, int vocabulary, int hidden) => Create(cell, vocabulary, hidden).Kinds[0];
}
