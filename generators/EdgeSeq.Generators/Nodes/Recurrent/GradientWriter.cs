using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// Weight gradients of a whole window: row by row, and within a row step by step, each sum from what is stored. Threads take shares of
/// every matrix, so each sum is one thread's.
/// </summary>
internal static class GradientWriter
{
    public static void Write(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        writer.WriteLine("\n/// <summary>After <c>Adjoints</c>: adds the gradients of a share of the recurrent weights, the input weights and the biases.</summary>");
        using (writer.OpenBlock($"public static void Accumulate(in SequenceInput sequence, {LayerInput.Parameter(plan)}bool reverse, ref float gradients, ref float work, in LayerWorkspace space, WorkShare share)"))
        {
            writer.WriteLine($"(int biasLane, int biasEnd) = share.Lanes({plan.Sizes.Blocks(0)});");
            if (!plan.IsDense)
            {
                writer.WriteLine($"(int inputLane, int inputEnd) = share.Lanes({plan.Sizes.Blocks(plan.InputSize)});");
            }

            WriteRows(writer, plan, dialect);
        }

        writer.WriteLine("\n/// <summary>Adds one step's adjoints to the gradients of the biases, from one lane to another.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock("private static void AddBiasGradients(ref float gradients, ref float tape, nuint lane, nuint end)"))
        {
            writer.WriteLine($"ref float bias = ref Unsafe.Add(ref gradients, {plan.Bias.Offset});");
            WriteLoop(writer, plan, dialect, "bias", plan.BiasRows, adds: true);
        }

        OwnGradientWriter.Write(writer, plan, dialect);
        if (plan.IsDense)
        {
            WriteGathering(writer, plan, dialect);
        }
        else
        {
            writer.WriteLine("\n/// <summary>Adds one step's adjoints to the gradient of the token's row of W, from one lane to another.</summary>");
            writer.WriteLine(KernelText.Optimize);
            using (writer.OpenBlock("private static void AddInputGradients(ref float input, ref float tape, nuint lane, nuint end)"))
            {
                WriteLoop(writer, plan, dialect, "input", plan.InputRows, adds: true);
            }
        }

        if (plan.InputTransposed is { } transposed)
        {
            writer.WriteLine($$"""

                /// <summary>After <c>Adjoints</c>: adds W^T times the adjoints to the gradients of the inputs, which lie as the inputs do.</summary>
                public static void AddInputAdjoints(ref float transpose, in SequenceInput sequence, ref float dx, nint xRow, nint xStep, ref float work, in LayerWorkspace space)
                {
                    for (int b = 0; b < space.Batch; b++)
                    {
                        {{dialect.Kernels}}.Multiply(sequence.LengthOf(b, space.Window), {{KernelText.PanelShape(transposed)}}, 1, ref space.Projection(ref work, b, 0), {{plan.ProjectionStride}}, 0,
                            ref {{KernelText.At("transpose", transposed.Offset)}}, ref Unsafe.Add(ref dx, b * xRow), xStep, 0);
                    }
                }
                """);
        }
    }

    private static void WriteRows(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        using (writer.OpenBlock($"for (int first = 0; sequence.NextEqual(space, {plan.StateStride + plan.TapeStride}, first, out int rows, out int steps); first += rows)"))
        {
            for (int stage = 0; stage < plan.Forward.Count; stage++)
            {
                if (plan.Recurrent[stage] is { } group)
                {
                    WriteRecurrent(writer, plan, dialect, stage, group);
                }
            }

            writer.WriteLine();
            using (writer.OpenBlock("for (int b = first; b < first + rows; b++)"))
            using (writer.OpenBlock("for (int t = 0; t < steps; t++)"))
            {
                writer.WriteLine("ref float tape = ref space.Tape(ref work, b, t);");
                writer.WriteLine("AddBiasGradients(ref gradients, ref tape, (nuint)biasLane, (nuint)biasEnd);");
                OwnGradientWriter.WriteCall(writer, plan);
                if (!plan.IsDense)
                {
                    WriteInput(writer, plan);
                }
            }

            if (plan.HasProduct)
            {
                writer.WriteLine($"""

                    // {string.Join(", ", plan.InputRows.Select(r => $"d{r.Input} += x^T {plan.Rows.AdjointOf(r.Name)}"))}
                    {dialect.Kernels}.AddOuter(rows, steps, {KernelText.PanelShape(plan.Input.AsOneMatrix())}, ref Unsafe.Add(ref x, first * xRow), xRow, xStep,
                        ref space.Projection(ref work, first, 0), space.Window * {plan.ProjectionStride}, {plan.ProjectionStride}, 0, ref {KernelText.At("gradients", plan.Input.Offset)}, share);
                    """);
            }
        }
    }

    private static void WriteGathering(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        writer.WriteLine("\n/// <summary>Gathers one step's adjoints of <c>W x</c>, in the place of the projected input.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock("private static void GatherInputAdjoints(ref float input, ref float tape)"))
        {
            if (plan.HasProduct)
            {
                WriteLoop(writer, plan, dialect, "input", plan.InputRows, adds: false);
            }

            foreach (AffineRow row in plan.PassedRows)
            {
                string adjoint = $"ref {KernelText.At("tape", plan.Tape.OffsetOfAdjoint(plan.Rows.AdjointOf(row.Name))!.Value)}";
                writer.WriteLine($"KernelMemory.Copy({adjoint}, ref {KernelText.At("input", plan.OffsetOfPassed(row))}, {plan.Sizes.LanesOf(row.Name)});");
            }
        }
    }

    private static void WriteRecurrent(SourceWriter writer, LayerPlan plan, Dialect dialect, int stage, MatrixGroup group)
    {
        ForwardStage forward = plan.Forward[stage];
        (string row, int offset) = LayerText.Operand(forward.Operand!, plan);
        string operand = row == "previous" ? "space.State(ref work, first, 0)" : "space.Tape(ref work, first, 0)";
        string strides = row == "previous" ? $"space.StateRow, {plan.StateStride}" : $"space.TapeRow, {plan.TapeStride}";
        writer.WriteLine($"""

            // {string.Join(", ", forward.Recurrent.Select(r => $"d{r.Recurrent} += {forward.Operand}^T {plan.Rows.AdjointOf(r.Name)}"))}
            {dialect.Kernels}.AddOuter(rows, steps, {KernelText.PanelShape(group)}, ref {KernelText.At(operand, offset)}, {strides},
                ref {KernelText.At("space.Tape(ref work, first, 0)", LayerText.FirstAdjoint(stage, plan))}, space.TapeRow, {plan.TapeStride}, {plan.Sizes.Lanes(forward.Size)}, ref Unsafe.Add(ref gradients, {group.Offset}), share);
            """);
    }

    private static void WriteInput(SourceWriter writer, LayerPlan plan)
    {
        string position = plan.Key.Reverses ? "sequence.Position(b, t, space.Window, reverse)" : "t";
        using (writer.OpenBlock($"if (sequence.Tokens[b * space.Window + {position}] >= 0)   // the zero input has no weights"))
        {
            writer.WriteLine($"AddInputGradients(ref {LayerInput.Row(plan, "gradients", "b")}, ref tape, (nuint)inputLane, (nuint)inputEnd);");
        }
    }

    private static void WriteLoop(SourceWriter writer, LayerPlan plan, Dialect dialect, string reference, IReadOnlyList<AffineRow> rows, bool adds)
    {
        int size = rows.Count == 0 ? 0 : plan.Rows.SizeOf(rows[0].Name);
        using (writer.OpenBlock(adds ? "for (; lane < end; lane += 16)" : $"for (nuint lane = 0; lane < {plan.Sizes.Lanes(size)}; lane += 16)"))
        {
            for (int gate = 0; gate < rows.Count; gate++)
            {
                int plane = plan.Tape.OffsetOfAdjoint(plan.Rows.AdjointOf(rows[gate].Name))!.Value;
                for (int v = 0; v < dialect.VectorsPerBlock; v++)
                {
                    int lane = v * dialect.Width;
                    string sum = rows.Count == 1 ? "lane" : $"{rows.Count} * lane";
                    string index = gate * 16 + lane == 0 ? sum : $"{sum} + {gate * 16 + lane}";
                    int offset = plane + lane;
                    string adjoint = KernelText.Load(dialect, "tape", offset == 0 ? "lane" : $"lane + {offset}");
                    writer.WriteLine(adds
                        ? $"({KernelText.Load(dialect, reference, index)} + {adjoint}).StoreUnsafe(ref {reference}, {index});"
                        : $"{adjoint}.StoreUnsafe(ref {reference}, {index});");
                }
            }
        }
    }
}
