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
        using (writer.OpenBlock($"private static void CellBackward{LayerText.StageSuffix(stage, plan)}(ref float previous, ref float next, ref float tape, ref float outputGradient, ref float carry)"))
        using (writer.OpenBlock($"for (nuint lane = 0; lane < {plan.HiddenLanes}; lane += {dialect.Width})"))
        {
            var own = new HashSet<string>(backward.Rows.Select(row => row.Target));
            foreach (string name in backward.Rows.SelectMany(row => row.Value.Variables()).Distinct().Where(name => !own.Contains(name)))
            {
                writer.WriteLine($"var {KernelNames.Of(name)} = {Source(name, plan, dialect)};");
            }

            foreach (Equation row in backward.Rows)
            {
                int? tapePlane = plan.Tape.PlaneOfAdjoint(row.Target), carryPlane = plan.Carry.PlaneOf(row.Target);
                string name = KernelNames.Of(row.Target);
                string value = expression.PrintOuter(row.Value);
                bool isStored = tapePlane is not null || carryPlane is not null;
                writer.WriteLine($"var {name} = {(isStored ? $"{dialect.Kernels}.Flush({value})" : value)};   // {row}");
            }

            foreach (Equation row in backward.Rows)
            {
                string name = KernelNames.Of(row.Target);
                if (plan.Tape.PlaneOfAdjoint(row.Target) is { } tapePlane)
                {
                    writer.WriteLine($"{name}.StoreUnsafe(ref tape, {LayerText.Lane(tapePlane, plan)});");
                }

                if (plan.Carry.PlaneOf(row.Target) is { } carryPlane)
                {
                    writer.WriteLine($"{name}.StoreUnsafe(ref carry, {LayerText.Lane(carryPlane, plan)});");
                }
            }

            if (plan.Forward[stage].Operand is { } operand && !plan.HasState(operand))
            {
                string sent = plan.Rows.AdjointOf(operand);
                writer.WriteLine($"{dialect.VectorType}.Zero.StoreUnsafe(ref carry, {LayerText.Lane(plan.Carry.PlaneOf(sent)!.Value, plan)});   // {sent} starts at 0");
            }
        }
    }

    /// <summary>Where a value that this stage reads but does not compute comes from.</summary>
    private static string Source(string name, LayerPlan plan, Dialect dialect)
    {
        if (plan.Carry.PlaneOf(name) is { } carryPlane)
        {
            string carry = KernelText.Load(dialect, "carry", LayerText.Lane(carryPlane, plan));
            return name == plan.Rows.AdjointOf(CellRows.Next("h")) ? $"{carry} + {KernelText.Load(dialect, "outputGradient", "lane")}" : carry;
        }

        // The adjoint of a pre-activation of a later stage lies on the tape too.
        (string row, int plane) = plan.Tape.PlaneOfAdjoint(name) is { } adjointPlane ? ("tape", adjointPlane) : LayerText.Operand(name, plan);
        return KernelText.Load(dialect, row, LayerText.Lane(plane, plan));
    }
}
