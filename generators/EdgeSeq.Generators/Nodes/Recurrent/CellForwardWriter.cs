using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>The pointwise rows of a stage, on one vector of hidden units.</summary>
internal static class CellForwardWriter
{
    public static void Write(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            WriteStage(writer, plan, dialect, stage);
        }
    }

    private static void WriteStage(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage)
    {
        ForwardStage forward = plan.Forward[stage];
        var expression = new VectorExpression(dialect, dialect.Kernels + ".", KernelNames.Of);
        string sums = string.Concat(forward.Affine.Select(row => $"{dialect.VectorType} {KernelNames.Of(row.Name)}, "));
        writer.WriteLine("\n/// <summary>The cell, from its pre-activations: one vector of hidden units. Keeps on the tape what backpropagation reads.</summary>");
        writer.WriteLine(KernelText.Inline);
        using (writer.OpenBlock($"private static void Cell{LayerText.StageSuffix(stage, plan)}({sums}ref float previous, ref float next, ref float tape{LayerText.OwnParameters(plan)}, nuint lane, bool keep)"))
        {
            WriteLoads(writer, plan, dialect, forward);
            foreach (Equation row in forward.Pointwise)
            {
                string name = KernelNames.Of(row.Target);
                string value = expression.PrintOuter(row.Value);
                bool isNext = EquationNames.IsNext(row.Target);
                writer.WriteLine($"var {name} = {(isNext ? $"{dialect.Kernels}.Flush({value})" : value)};   // {row}");
                if (isNext)
                {
                    writer.WriteLine($"{name}.StoreUnsafe(ref next, {KernelText.Lane(plan.OffsetOfState(EquationNames.Stem(row.Target)))});");
                }
            }

            WriteStores(writer, plan, forward);
        }
    }

    private static void WriteLoads(SourceWriter writer, LayerPlan plan, Dialect dialect, ForwardStage forward)
    {
        var own = new HashSet<string>(forward.Affine.Select(row => row.Name).Concat(forward.Pointwise.Select(row => row.Target)));
        foreach (string name in forward.Pointwise.SelectMany(row => row.Value.Variables()).Distinct().Where(name => !own.Contains(name)))
        {
            writer.WriteLine($"var {KernelNames.Of(name)} = {LayerText.Load(name, plan, dialect)};");
        }
    }

    private static void WriteStores(SourceWriter writer, LayerPlan plan, ForwardStage forward)
    {
        var defined = forward.Affine.Select(row => row.Name).Concat(forward.Pointwise.Select(row => row.Target)).ToList();
        writer.WriteLines(defined.Where(plan.Tape.Crossing.Contains).Select(Store));
        var kept = defined.Where(name => plan.Tape.Kept.Contains(name) && !plan.Tape.Crossing.Contains(name)).ToList();
        if (kept.Count > 0)
        {
            using (writer.OpenBlock("if (keep)"))
            {
                writer.WriteLines(kept.Select(Store));
            }
        }

        string Store(string name) => $"{KernelNames.Of(name)}.StoreUnsafe(ref tape, {KernelText.Lane(plan.Tape.OffsetOf(name))});";
    }
}
