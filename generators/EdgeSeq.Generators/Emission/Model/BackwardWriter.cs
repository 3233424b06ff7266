using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>Backpropagation of a window through all nodes, last node first.</summary>
internal static class BackwardWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        writer.WriteLine();
        using (writer.OpenBlock("""
            public static double Backward(
                ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, in SequenceInput input, SequenceTarget target, float scale,
                Span<float> gradients, Span<float> stateGradients, Span<float> workspace, int batch, int window, double sum)
            """))
        {
            writer.WriteLine($"""
                var space = new Workspace(batch, window);
                KernelGuard.Backward(parameters, ParameterSize, transpose, TransposeSize, input, {ModelText.InputSize(plan)}, target, gradients, stateGradients, StateSize, workspace, space.Size, batch, window);
                {ModelText.GuardTarget(plan)}
                ref float w = ref MemoryMarshal.GetReference(transpose);
                ref float work = ref MemoryMarshal.GetReference(workspace);
                ref float g = ref MemoryMarshal.GetReference(gradients);
                """);
            foreach (Node node in plan.Nodes)
            {
                node.Writer.ClearGradients(writer);
            }

            foreach (Node node in plan.Nodes.Reverse().Where(node => node.Learns))
            {
                node.Writer.Adjoints(writer);
                node.Writer.Accumulate(writer, dialect);
                node.Writer.SendBack(writer);
            }

            writer.WriteLine("return sum;");
        }
    }
}
