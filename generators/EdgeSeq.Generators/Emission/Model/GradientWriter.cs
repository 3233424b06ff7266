using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>Weight gradients of a whole window: row by row, and within a row step by step, each sum from what is stored.</summary>
internal static class GradientWriter
{
    public static void Write(SourceWriter writer, KernelPlan plan, Dialect dialect)
    {
        writer.WriteLine("\n/// <summary>Adds the gradients of the recurrent weights, the input weights and the biases.</summary>");
        using (writer.OpenBlock("private static void AddGradients(ReadOnlySpan<int> tokens, ref float gradients, ref float work, in WorkspacePlan plan)"))
        using (writer.OpenBlock("for (int b = 0; b < plan.Batch; b++)"))
        {
            for (int stage = 0; stage < plan.Forward.Count; stage++)
            {
                if (plan.Recurrent[stage] is not { } group)
                {
                    continue;
                }

                ForwardStage forward = plan.Forward[stage];
                (string row, int plane) = KernelText.Operand(forward.Operand!, plan);
                string operand = row == "previous" ? "plan.State(ref work, b, 0)" : "plan.Tape(ref work, b, 0)";
                int stride = row == "previous" ? plan.StateStride : plan.TapeStride;
                writer.WriteLine($"""
                    // {string.Join(", ", forward.Recurrent.Select(r => $"d{r.Recurrent} += {forward.Operand}^T d{r.Name}"))}
                    {dialect.Kernels}.AddOuter(plan.Window, {KernelText.PanelShape(group)}, ref {KernelText.At(operand, plane * plan.HiddenLanes)}, {stride},
                        ref {KernelText.At("plan.Tape(ref work, b, 0)", KernelText.FirstAdjointPlane(stage, plan) * plan.HiddenLanes)}, {plan.TapeStride}, {plan.HiddenLanes}, ref Unsafe.Add(ref gradients, {group.Offset}));

                    """);
            }

            using (writer.OpenBlock("for (int t = 0; t < plan.Window; t++)"))
            {
                writer.WriteLine("AddInputGradients(tokens[b * plan.Window + t], ref gradients, ref plan.Tape(ref work, b, t));");
            }
        }

        writer.WriteLine("\n/// <summary>Adds one step's adjoints to the token's row of the input weights and to the biases.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock("private static void AddInputGradients(int token, ref float gradients, ref float tape)"))
        {
            writer.WriteLine($"ref float bias = ref Unsafe.Add(ref gradients, {plan.Bias.Offset});");
            WriteLoop(writer, plan, dialect, "bias", plan.BiasRows);
            using (writer.OpenBlock("if (token < 0)"))
            {
                writer.WriteLine("return;   // the zero input has no weights");
            }

            writer.WriteLine();
            writer.WriteLine($"ref float input = ref Unsafe.Add(ref gradients, {plan.Input.Offset} + token * {plan.Input.PanelWidth});");
            WriteLoop(writer, plan, dialect, "input", plan.InputRows);
        }
    }

    private static void WriteLoop(SourceWriter writer, KernelPlan plan, Dialect dialect, string reference, IReadOnlyList<AffineRow> rows)
    {
        using (writer.OpenBlock($"for (nuint lane = 0; lane < {plan.HiddenLanes}; lane += 16)"))
        {
            for (int gate = 0; gate < rows.Count; gate++)
            {
                int plane = plan.Tape.PlaneOfAdjoint("d" + rows[gate].Name)!.Value;
                for (int v = 0; v < dialect.VectorsPerBlock; v++)
                {
                    int lane = v * dialect.Width;
                    string sum = rows.Count == 1 ? "lane" : $"{rows.Count} * lane";
                    string index = gate * 16 + lane == 0 ? sum : $"{sum} + {gate * 16 + lane}";
                    int offset = plane * plan.HiddenLanes + lane;
                    writer.WriteLine($"({KernelText.Load(dialect, reference, index)} + {KernelText.Load(dialect, "tape", offset == 0 ? "lane" : $"lane + {offset}")}).StoreUnsafe(ref {reference}, {index});");
                }
            }
        }
    }
}
