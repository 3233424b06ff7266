using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>All rows of a batch over a window, in step with one another: one product serves every row that still runs.</summary>
internal static class LayerForwardWriter
{
    public static void Write(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        string input = LayerInput.Parameter(plan);
        string descending = plan.Alternates ? ", descending: t % 2 != 0" : "";
        writer.WriteLine($$"""

            /// <summary>Runs every row over its window. {{LayerInput.Describe(plan)}}</summary>
            public static void Forward(ref float parameters, in SequenceInput sequence, {{input}}bool reverse, ref float carried, nint carriedRow, ref float work, in LayerWorkspace space)
            {
                for (int b = 0; b < space.Batch; b++)
                {
                    KernelMemory.Copy(ref Unsafe.Add(ref carried, b * carriedRow), ref space.State(ref work, b, 0), {{plan.StatesSize}});
            """);
        if (plan.HasProduct)
        {
            writer.WriteLine("        Project(sequence.LengthOf(b, space.Window), ref parameters, ref Unsafe.Add(ref x, b * xRow), xStep, ref space.Projection(ref work, b, 0));");
        }

        if (plan.WidensRows)
        {
            writer.WriteLine("""
                        for (int t = 0; t < sequence.LengthOf(b, space.Window); t++)
                        {
                            InputRow(ref parameters, sequence.Tokens[b * space.Window + t], ref space.Projection(ref work, b, t));
                        }
                """);
        }

        writer.WriteLine($$"""
                }

                for (int t = 0; t < space.Window; t++)
                {
                    for (int first = 0; sequence.NextRun(space, t, ref first, out int rows); first += rows)
                    {
                        if (space.Batch == 1)
                        {
                            StepRow(ref parameters, ref {{LayerInput.Row(plan, "parameters", "0")}}, ref space.State(ref work, 0, t), ref space.State(ref work, 0, t + 1), ref space.Tape(ref work, 0, t), keep: true{{descending}});
                        }
                        else
                        {
                            StepRows(ref parameters, sequence, reverse, ref work, space, first, rows, t);
                        }
                    }
                }

                for (int b = 0; b < space.Batch; b++)
                {
                    KernelMemory.Copy(ref space.State(ref work, b, sequence.LengthOf(b, space.Window)), ref Unsafe.Add(ref carried, b * carriedRow), {{plan.StatesSize}});
                }
            }

            /// <summary>Step t of some rows. The same sums as <c>StepRow</c>, in the same order.</summary>
            """);
        if (!plan.SharesWeights)
        {
            WriteRowByRow(writer, plan, descending);
            return;
        }

        using (writer.OpenBlock("private static void StepRows(ref float parameters, in SequenceInput sequence, bool reverse, ref float work, in LayerWorkspace space, int first, int rows, int t)"))
        {
            LayerText.WriteOwn(writer, plan, "parameters", plan.OwnOffset);
            for (int stage = 0; stage < plan.Forward.Count; stage++)
            {
                WriteStage(writer, plan, dialect, stage);
            }
        }

        RowReductionWriter.WriteForward(writer, plan, dialect);

        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            WriteStart(writer, plan, dialect, stage);
            WriteCellRow(writer, plan, dialect, stage);
        }
    }

    private static void WriteRowByRow(SourceWriter writer, LayerPlan plan, string descending) => writer.WriteLine($$"""
        private static void StepRows(ref float parameters, in SequenceInput sequence, bool reverse, ref float work, in LayerWorkspace space, int first, int rows, int t)
        {
            for (int b = first; b < first + rows; b++)
            {
                StepRow(ref parameters, ref {{LayerInput.Row(plan, "parameters", "b")}}, ref space.State(ref work, b, t), ref space.State(ref work, b, t + 1), ref space.Tape(ref work, b, t), keep: true{{descending}});
            }
        }
        """);

    private static void WriteStage(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage)
    {
        string suffix = LayerText.StageSuffix(stage, plan);
        ForwardStage forward = plan.Forward[stage];
        using (writer.OpenBlock("for (int b = first; b < first + rows; b++)"))
        {
            RowReductionWriter.WriteCall(writer, forward, suffix, "space.Tape(ref work, b, t)");
            writer.WriteLine($"Start{suffix}(ref parameters, ref {LayerInput.Row(plan, "parameters", "b")}, ref space.Tape(ref work, b, t));");
        }

        if (plan.Recurrent[stage] is { } group)
        {
            (string row, int offset) = LayerText.Operand(forward.Operand!, plan);
            string operand = row == "previous" ? "space.State(ref work, first, t)" : "space.Tape(ref work, first, t)";
            string stride = row == "previous" ? "space.StateRow" : "space.TapeRow";
            int firstSum = plan.Tape.OffsetOf(forward.Recurrent[0].Name);
            writer.WriteLine("\n" + RowsProduct.Call(dialect, group, "rows", (KernelText.At(operand, offset), stride), plan.Sizes.CountOf(forward.Operand!), plan.IsUnit(forward.Operand!),
                (KernelText.At("space.Tape(ref work, first, t)", firstSum), "space.TapeRow", $"{plan.Sizes.Lanes(forward.Size)}")));
        }

        using (writer.OpenBlock("for (int b = first; b < first + rows; b++)"))
        {
            writer.WriteLine($"CellRow{suffix}(ref space.State(ref work, b, t), ref space.State(ref work, b, t + 1), ref space.Tape(ref work, b, t){LayerText.OwnArguments(plan)});");
            PaddingWriter.WriteForward(writer, plan, forward, "space.State(ref work, b, t + 1)");
        }
    }

    private static void WriteStart(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage)
    {
        writer.WriteLine("\n/// <summary>Starts the sums of one row's pre-activations: bias plus W x.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"private static void Start{LayerText.StageSuffix(stage, plan)}(ref float parameters, ref float input, ref float tape)"))
        {
            writer.WriteLine($"ref float bias = ref Unsafe.Add(ref parameters, {plan.Bias.Offset});");
            using (writer.OpenBlock($"for (nuint lane = 0; lane < {plan.Sizes.Lanes(plan.Forward[stage].Size)}; lane += 16)"))
            {
                foreach (AffineRow row in plan.Forward[stage].Affine)
                {
                    for (int v = 0; v < dialect.VectorsPerBlock; v++)
                    {
                        int offset = plan.Tape.OffsetOf(row.Name) + v * dialect.Width;
                        writer.WriteLine($"({AffineStart.Print(plan, dialect, row, v)}).StoreUnsafe(ref tape, {(offset == 0 ? "lane" : $"lane + {offset}")});");
                    }
                }
            }
        }
    }

    private static void WriteCellRow(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage)
    {
        string suffix = LayerText.StageSuffix(stage, plan);
        writer.WriteLine("\n/// <summary>The cell for one row whose pre-activations lie on the tape.</summary>");
        using (writer.OpenBlock($"private static void CellRow{suffix}(ref float previous, ref float next, ref float tape{LayerText.OwnParameters(plan)})"))
        using (writer.OpenBlock($"for (nuint lane = 0; lane < {plan.Sizes.Lanes(plan.Forward[stage].Size)}; lane += {dialect.Width})"))
        {
            writer.WriteLine($"CellOfRow{suffix}(ref previous, ref next, ref tape{LayerText.OwnArguments(plan)}, lane);");
        }

        writer.WriteLine("\n/// <summary>One vector of that. No part of the loop: the constants of its functions would take all registers.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"private static void CellOfRow{suffix}(ref float previous, ref float next, ref float tape{LayerText.OwnParameters(plan)}, nuint lane)"))
        {
            string sums = string.Concat(plan.Forward[stage].Affine.Select(row =>
                KernelText.Load(dialect, "tape", KernelText.Lane(plan.Tape.OffsetOf(row.Name))) + ", "));
            writer.WriteLine($"Cell{suffix}({sums}ref previous, ref next, ref tape{LayerText.OwnArguments(plan)}, lane, keep: true);");
        }
    }
}
