using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>Backpropagation through the window: adjoints step by step, last step first.</summary>
internal static class LayerBackwardWriter
{
    public static void Write(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        writer.WriteLine($$"""

            /// <summary>
            /// Backpropagates every row, from the gradients of its outputs in the workspace. <paramref name="stateGradients"/> are those of
            /// the last states, and become those of the first; empty for none.
            /// </summary>
            public static void Adjoints(ref float transpose, in SequenceInput sequence, {{(plan.GathersBackwards ? "bool reverse, " : "")}}Span<float> stateGradients, int stateRow, ref float work, in LayerWorkspace space)
            {
                for (int b = 0; b < space.Batch; b++)
                {
                    ref float carry = ref space.Carry(ref work, b);
                    MemoryMarshal.CreateSpan(ref carry, {{plan.CarryStride}}).Clear();
                    if (!stateGradients.IsEmpty)
                    {
                        KernelMemory.Copy(ref stateGradients[b * stateRow], ref carry, {{plan.StatesSize}});
                    }
                }

                for (int t = space.Window - 1; t >= 0; t--)
                {
                    for (int first = 0; sequence.NextRun(space, t, ref first, out int rows); first += rows)
                    {
                        BackwardRows(ref transpose, ref work, space, first, rows, t);{{Gather(plan)}}
                    }
                }

                for (int b = 0; b < space.Batch && !stateGradients.IsEmpty; b++)
                {
                    KernelMemory.Copy(ref space.Carry(ref work, b), ref stateGradients[b * stateRow], {{plan.StatesSize}});
                }
            }

            /// <summary>Adjoints of step t of some rows.</summary>
            """);
        using (writer.OpenBlock("private static void BackwardRows(ref float transpose, ref float work, in LayerWorkspace space, int first, int rows, int t)"))
        {
            LayerText.WriteOwn(writer, plan, "transpose", plan.OwnTransposed);
            for (int stage = plan.Forward.Count - 1; stage >= 0; stage--)
            {
                using (writer.OpenBlock("for (int b = first; b < first + rows; b++)"))
                {
                    writer.WriteLine($"CellBackward{LayerText.StageSuffix(stage, plan)}(ref space.State(ref work, b, t), ref space.State(ref work, b, t + 1), "
                        + $"ref space.Tape(ref work, b, t), ref space.OutputGradient(ref work, b, t), ref space.Carry(ref work, b){LayerText.OwnArguments(plan)});");
                    PaddingWriter.WriteBackward(writer, plan, stage, "space.Tape(ref work, b, t)", "space.Carry(ref work, b)");
                    RowReductionWriter.WriteBackwardCall(writer, plan, stage);
                    WriteStart(writer, plan, stage);
                }

                // What the product of an inner row sends back is read by the stages before it; of a state, by the step before.
                if (plan.Forward[stage].Operand is { } operand && !plan.HasState(operand))
                {
                    WriteTransposed(writer, plan, dialect, stage, operand);
                }
            }

            for (int stage = plan.Forward.Count - 1; stage >= 0; stage--)
            {
                if (plan.Forward[stage].Operand is { } operand && plan.HasState(operand))
                {
                    WriteTransposed(writer, plan, dialect, stage, operand);
                }
            }
        }

        RowReductionWriter.WriteBackward(writer, plan, dialect);
    }

    /// <summary>What a product sends back to an operand of another size starts at 0; of its own size, the cell has set it to 0.</summary>
    private static void WriteStart(SourceWriter writer, LayerPlan plan, int stage)
    {
        if (plan.Forward[stage].Operand is { } operand && !plan.HasState(operand) && plan.Rows.SizeOf(operand) != plan.Forward[stage].Size)
        {
            string sum = KernelText.At("space.Carry(ref work, b)", plan.Carry.OffsetOf(plan.Rows.AdjointOf(operand))!.Value);
            writer.WriteLine($"MemoryMarshal.CreateSpan(ref {sum}, {plan.Sizes.LanesOf(operand)}).Clear();");
        }
    }

    /// <summary>The adjoints of W x take the place of the projected inputs, while the tape's are still in the nearest cache.</summary>
    private static string Gather(LayerPlan plan) => !plan.IsDense ? "" : $$"""

                    for (int b = first; b < first + rows; b++)
                    {
                        GatherInputAdjoints(ref {{LayerInput.Row(plan, "work", "b")}}, ref space.Tape(ref work, b, t));
                    }
        """;

    private static void WriteTransposed(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, string operand)
    {
        MatrixGroup group = plan.RecurrentTransposed[stage]!;
        int planes = plan.Forward[stage].Recurrent.Count;
        int sum = plan.Carry.OffsetOf(plan.Rows.AdjointOf(operand))!.Value;
        string terms = string.Join(" + ", plan.Forward[stage].Recurrent.Select(row => $"{row.Recurrent}^T {plan.Rows.AdjointOf(row.Name)}"));
        writer.WriteLine($"""

            // {plan.Rows.AdjointOf(operand)} += {terms}
            {dialect.Kernels}.Multiply(rows, {KernelText.PanelShape(group)}, {planes}, ref {KernelText.At("space.Tape(ref work, first, t)", LayerText.FirstAdjoint(stage, plan))}, space.TapeRow, {plan.Sizes.Lanes(plan.Forward[stage].Size)},
                ref {KernelText.At("transpose", group.Offset)}, ref {KernelText.At("space.Carry(ref work, first)", sum)}, {plan.CarryStride}, 0);
            """);
    }
}
