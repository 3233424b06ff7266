using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>Backpropagation through the window: adjoints step by step, last step first, then all weight gradients at once.</summary>
internal static class WindowBackwardWriter
{
    public static void Write(SourceWriter writer, KernelPlan plan, Dialect dialect)
    {
        writer.WriteLine($$"""

            public static double Backward(
                ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets,
                float scale, Span<float> gradients, Span<float> workspace, int batch, int window, double sum)
            {
                WorkspacePlan plan = Workspace(batch, window);
                KernelGuard.Backward(parameters, ParameterSize, transpose, TransposeSize, tokens, targets, Vocabulary, gradients, workspace, plan);
                ref float w = ref MemoryMarshal.GetReference(transpose);
                ref float work = ref MemoryMarshal.GetReference(workspace);
                ref float g = ref MemoryMarshal.GetReference(gradients);
                sum = OutputLayer(ref MemoryMarshal.GetReference(parameters), ref w, targets, scale, ref g, ref work, plan, sum);
                MemoryMarshal.CreateSpan(ref plan.Carry(ref work, 0), batch * {{plan.CarryStride}}).Clear();
                for (int t = window - 1; t >= 0; t--)
                {
                    BackwardBatch(ref w, ref work, plan, t);
                }

                AddGradients(tokens, ref g, ref work, plan);
                return sum;
            }

            /// <summary>Adjoints of step t of every row.</summary>
            """);
        using (writer.OpenBlock("private static void BackwardBatch(ref float transpose, ref float work, in WorkspacePlan plan, int t)"))
        {
            for (int stage = plan.Forward.Count - 1; stage >= 0; stage--)
            {
                using (writer.OpenBlock("for (int b = 0; b < plan.Batch; b++)"))
                {
                    writer.WriteLine($"CellBackward{KernelText.StageSuffix(stage, plan)}(ref plan.State(ref work, b, t), ref plan.State(ref work, b, t + 1), "
                        + "ref plan.Tape(ref work, b, t), ref plan.OutputGradient(ref work, b, t), ref plan.Carry(ref work, b));");
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
    }

    private static void WriteTransposed(SourceWriter writer, KernelPlan plan, Dialect dialect, int stage, string operand)
    {
        MatrixGroup group = plan.RecurrentTransposed[stage]!;
        int gates = plan.Forward[stage].Recurrent.Count;
        int plane = plan.Carry.PlaneOf("d" + operand)!.Value;
        string terms = string.Join(" + ", plan.Forward[stage].Recurrent.Select(row => $"{row.Recurrent}^T d{row.Name}"));
        writer.WriteLine($"""

            // d{operand} += {terms}
            {dialect.Kernels}.Multiply(plan.Batch, {KernelText.PanelShape(group)}, {gates}, ref {KernelText.At("plan.Tape(ref work, 0, t)", KernelText.FirstAdjointPlane(stage, plan) * plan.HiddenLanes)}, plan.TapeRow, {plan.HiddenLanes},
                ref {KernelText.At("transpose", group.Offset)}, ref {KernelText.At("plan.Carry(ref work, 0)", plane * plan.HiddenLanes)}, {plan.CarryStride}, 0);
            """);
    }
}
