using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>The derived adjoint rows of a stage, over all hidden units of one row.</summary>
internal static class CellBackwardWriter
{
    public static void Write(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        for (int stage = plan.Forward.Count - 1; stage >= 0; stage--)
        {
            WriteStage(writer, plan, dialect, stage);
        }
    }

    private static void WriteStage(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage)
    {
        BackwardStage backward = plan.Backward[stage];
        var expression = new VectorExpression(dialect, dialect.Kernels + ".", KernelNames.Of);
        writer.WriteLine("\n/// <summary>The adjoints of the cell for one row. Those of pre-activations replace on the tape what is no longer read.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"private static void CellBackward{LayerText.StageSuffix(stage, plan)}(ref float previous, ref float next, ref float tape, ref float outputGradient, ref float carry{LayerText.OwnParameters(plan)})"))
        using (writer.OpenBlock($"for (nuint lane = 0; lane < {plan.Sizes.Lanes(plan.Forward[stage].Size)}; lane += {dialect.Width})"))
        {
            var own = new HashSet<string>(backward.Rows.Select(row => row.Target));
            foreach (string name in backward.Rows.SelectMany(row => row.Value.Variables()).Distinct().Where(name => !own.Contains(name)))
            {
                writer.WriteLine($"var {KernelNames.Of(name)} = {Source(name, plan, dialect)};");
            }

            foreach (Equation row in backward.Rows)
            {
                bool isStored = plan.Tape.OffsetOfAdjoint(row.Target) is not null || plan.Carry.OffsetOf(row.Target) is not null;
                string name = KernelNames.Of(row.Target);
                string value = expression.PrintOuter(row.Value);
                writer.WriteLine($"var {name} = {(isStored ? $"{dialect.Kernels}.Flush({value})" : value)};   // {row}");
            }

            foreach (Equation row in backward.Rows)
            {
                string name = KernelNames.Of(row.Target);
                if (plan.Tape.OffsetOfAdjoint(row.Target) is { } onTape)
                {
                    writer.WriteLine($"{name}.StoreUnsafe(ref tape, {KernelText.Lane(onTape)});");
                }

                if (plan.Carry.OffsetOf(row.Target) is { } carried)
                {
                    writer.WriteLine($"{name}.StoreUnsafe(ref carry, {KernelText.Lane(carried)});");
                }
            }

            if (plan.Forward[stage].Operand is { } operand && !plan.HasState(operand) && plan.Rows.SizeOf(operand) == plan.Forward[stage].Size)
            {
                string sent = plan.Rows.AdjointOf(operand);
                writer.WriteLine($"{dialect.VectorType}.Zero.StoreUnsafe(ref carry, {KernelText.Lane(plan.Carry.OffsetOf(sent)!.Value)});   // {sent} starts at 0");
            }
        }
    }

    /// <summary>Where a value that this stage reads but does not compute comes from.</summary>
    private static string Source(string name, LayerPlan plan, Dialect dialect)
    {
        if (plan.Carry.OffsetOf(name) is { } carried)
        {
            string carry = KernelText.Load(dialect, "carry", KernelText.Lane(carried));
            return name == plan.Rows.AdjointOf(EquationNames.Next("h")) ? $"{carry} + {KernelText.Load(dialect, "outputGradient", "lane")}" : carry;
        }

        // The adjoint of a pre-activation of a later stage lies on the tape too.
        return plan.Tape.OffsetOfAdjoint(name) is { } adjoint ? KernelText.Load(dialect, "tape", KernelText.Lane(adjoint)) : LayerText.Load(name, plan, dialect);
    }
}
