using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Shapes;

namespace EdgeSeq.Tests.Kernels;

/// <summary>The generator's plan of a shape that was declared in these tests.</summary>
internal static class TestPlan
{
    private static readonly Dictionary<string, ModelPlan> Plans = [];

    public static ModelPlan Of(ModelShape shape)
    {
        lock (Plans)
        {
            if (!Plans.TryGetValue(shape.Name, out ModelPlan? plan))
            {
                Plans.Add(shape.Name, plan = new ModelPlan(SpecOf(shape)));
            }

            return plan;
        }
    }

    private static ModelSpec SpecOf(ModelShape shape) => new(new DeclaredType("", default, shape.Name, shape.Name), CellCatalogue.Find(shape.CellName)!, new(shape.HiddenSizes))
    {
        Vocabulary = shape.Vocabulary,
        Inputs = shape.Inputs,
        Embedding = shape.Embedding,
        Head = Enum.Parse<HeadKind>(shape.Head.ToString()),
        Outputs = shape.Outputs,
        ReadsLast = shape.Readout == Readout.Last,
        IsBidirectional = shape.Direction == Direction.Both,
        Settings = new(shape.LeakRate == 1 ? [] : [new Setting(CellDefinition.Leak, shape.LeakRate)]),
    };
}
