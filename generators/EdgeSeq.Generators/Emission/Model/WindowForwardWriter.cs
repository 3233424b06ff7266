using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>All rows of a batch over a window, in step with one another: one product serves every row.</summary>
internal static class WindowForwardWriter
{
    public static void Write(SourceWriter writer, KernelPlan plan, Dialect dialect)
    {
        int states = plan.Rows.States.Count * plan.HiddenLanes;
        writer.WriteLine($$"""

            public static void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<int> tokens, Span<float> states, Span<float> workspace, int batch, int window)
            {
                WorkspacePlan plan = Workspace(batch, window);
                KernelGuard.Forward(parameters, ParameterSize, tokens, Vocabulary, states, StateSize, workspace, plan);
                ref float p = ref MemoryMarshal.GetReference(parameters);
                ref float carried = ref MemoryMarshal.GetReference(states);
                ref float work = ref MemoryMarshal.GetReference(workspace);
                for (int b = 0; b < batch; b++)
                {
                    KernelMemory.Copy(ref Unsafe.Add(ref carried, b * StateSize), ref plan.State(ref work, b, 0), {{states}});
                }

                for (int t = 0; t < window; t++)
                {
                    if (batch == 1)
                    {
                        StepRow(ref p, tokens[t], ref plan.State(ref work, 0, t), ref plan.State(ref work, 0, t + 1), ref plan.Tape(ref work, 0, t), keep: true{{(plan.Alternates ? ", descending: t % 2 != 0" : "")}});
                    }
                    else
                    {
                        StepBatch(ref p, tokens, ref work, plan, t);
                    }
                }

                for (int b = 0; b < batch; b++)
                {
                    KernelMemory.Copy(ref plan.State(ref work, b, window), ref Unsafe.Add(ref carried, b * StateSize), {{states}});
                }
            }

            /// <summary>Step t of every row. The same sums as <c>StepRow</c>, in the same order.</summary>
            """);
        using (writer.OpenBlock("private static void StepBatch(ref float parameters, ReadOnlySpan<int> tokens, ref float work, in WorkspacePlan plan, int t)"))
        {
            for (int stage = 0; stage < plan.Forward.Count; stage++)
            {
                WriteBatchStage(writer, plan, dialect, stage);
            }
        }

        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            WriteStart(writer, plan, dialect, stage);
            WriteCellRow(writer, plan, dialect, stage);
        }
    }

    private static void WriteBatchStage(SourceWriter writer, KernelPlan plan, Dialect dialect, int stage)
    {
        string suffix = KernelText.StageSuffix(stage, plan);
        using (writer.OpenBlock("for (int b = 0; b < plan.Batch; b++)"))
        {
            writer.WriteLine($$"""
                ref float input = ref Unsafe.Add(ref parameters, {{plan.Input.Offset}} + tokens[b * plan.Window + t] * {{plan.Input.PanelWidth}});
                Start{{suffix}}(ref parameters, ref input, ref plan.Tape(ref work, b, t));
                """);
        }

        if (plan.Recurrent[stage] is { } group)
        {
            (string row, int plane) = KernelText.Operand(plan.Forward[stage].Operand!, plan);
            string operand = row == "previous" ? "plan.State(ref work, 0, t)" : "plan.Tape(ref work, 0, t)";
            string stride = row == "previous" ? "plan.StateRow" : "plan.TapeRow";
            int firstPlane = plan.Tape.PlaneOf(plan.Forward[stage].Recurrent[0].Name);
            writer.WriteLine($"""

                {dialect.Kernels}.Multiply(plan.Batch, {KernelText.PanelShape(group)}, 1, ref {KernelText.At(operand, plane * plan.HiddenLanes)}, {stride}, 0,
                    ref Unsafe.Add(ref parameters, {group.Offset}), ref {KernelText.At("plan.Tape(ref work, 0, t)", firstPlane * plan.HiddenLanes)}, plan.TapeRow, {plan.HiddenLanes});
                """);
        }

        using (writer.OpenBlock("for (int b = 0; b < plan.Batch; b++)"))
        {
            writer.WriteLine($"CellRow{suffix}(ref plan.State(ref work, b, t), ref plan.State(ref work, b, t + 1), ref plan.Tape(ref work, b, t));");
        }
    }

    private static void WriteStart(SourceWriter writer, KernelPlan plan, Dialect dialect, int stage)
    {
        writer.WriteLine("\n/// <summary>Starts the sums of one row's pre-activations: bias plus the input's row of W.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"private static void Start{KernelText.StageSuffix(stage, plan)}(ref float parameters, ref float input, ref float tape)"))
        {
            writer.WriteLine($"ref float bias = ref Unsafe.Add(ref parameters, {plan.Bias.Offset});");
            using (writer.OpenBlock($"for (nuint lane = 0; lane < {plan.HiddenLanes}; lane += 16)"))
            {
                foreach (AffineRow row in plan.Forward[stage].Affine)
                {
                    for (int v = 0; v < dialect.VectorsPerBlock; v++)
                    {
                        int offset = plan.Tape.PlaneOf(row.Name) * plan.HiddenLanes + v * dialect.Width;
                        writer.WriteLine($"({AffineStart.Print(plan, dialect, row, v)}).StoreUnsafe(ref tape, {(offset == 0 ? "lane" : $"lane + {offset}")});");
                    }
                }
            }
        }
    }

    private static void WriteCellRow(SourceWriter writer, KernelPlan plan, Dialect dialect, int stage)
    {
        string suffix = KernelText.StageSuffix(stage, plan);
        writer.WriteLine("\n/// <summary>The cell for one row whose pre-activations lie on the tape.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"private static void CellRow{suffix}(ref float previous, ref float next, ref float tape)"))
        using (writer.OpenBlock($"for (nuint lane = 0; lane < {plan.HiddenLanes}; lane += {dialect.Width})"))
        {
            string sums = string.Concat(plan.Forward[stage].Affine.Select(row =>
                KernelText.Load(dialect, "tape", KernelText.Lane(plan.Tape.PlaneOf(row.Name), plan)) + ", "));
            writer.WriteLine($"Cell{suffix}({sums}ref previous, ref next, ref tape, lane, keep: true);");
        }
    }
}
