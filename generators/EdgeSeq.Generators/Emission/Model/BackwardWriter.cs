using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>
/// Backpropagation of a window through all nodes, last node first: whole, or in two parts for threads that take rows for the one and
/// shares of the weights for the other.
/// </summary>
internal static class BackwardWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        WriteBackward(writer, plan, dialect);
        WriteAdjoints(writer, plan);
        WriteAccumulate(writer, plan, dialect);
    }

    /// <summary>What the adjoints of nodes need.</summary>
    private static readonly string[] Adjoint = ["ReadOnlySpan<float> parameters", "ref float w", "Span<float> stateGradients"];

    private static IEnumerable<Node> Learning(ModelPlan plan) => plan.Nodes.Reverse().Where(node => node.Learns);

    private static void WriteBackward(SourceWriter writer, ModelPlan plan, Dialect dialect)
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
            if (Learning(plan).Any(node => node != plan.Top && node != plan.Output))
            {
                writer.WriteLine("WorkShare share = default;   // the whole");
            }

            ClearGradients(writer, plan);
            PaceWriter.Write(writer, Learning(plan), WriteNode, [.. Adjoint, "ref float g", "WorkShare share"]);
            writer.WriteLine("return sum;");
        }

        void WriteNode(Node node)
        {
            if (node.Writer is TopWriter top)
            {
                top.Backward(writer);
                return;
            }

            node.Writer.Adjoints(writer);
            node.Writer.Accumulate(writer, dialect);
            node.Writer.SendBack(writer);
        }
    }

    private static void WriteAdjoints(SourceWriter writer, ModelPlan plan)
    {
        writer.WriteLine();
        using (writer.OpenBlock("""
            public static void Adjoints(
                ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, in SequenceInput input, SequenceTarget target, float scale,
                Span<float> stateGradients, Span<float> workspace, Span<float> losses, int batch, int window)
            """))
        {
            writer.WriteLine($"""
                var space = new Workspace(batch, window, keepsOutputs: true);
                KernelGuard.Adjoints(parameters, ParameterSize, transpose, TransposeSize, input, {ModelText.InputSize(plan)}, target, stateGradients, StateSize, workspace, space.Size, losses, batch, window, last: {KernelText.Bool(plan.Spec.ReadsLast)});
                {ModelText.GuardTarget(plan)}
                ref float w = ref MemoryMarshal.GetReference(transpose);
                ref float work = ref MemoryMarshal.GetReference(workspace);
                """);
            ClearGradients(writer, plan);
            PaceWriter.Write(writer, Learning(plan), WriteNode, Adjoint);
        }

        void WriteNode(Node node)
        {
            node.Writer.Adjoints(writer);
            node.Writer.SendBack(writer);
        }
    }

    private static void WriteAccumulate(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        writer.WriteLine();
        using (writer.OpenBlock("public static void Accumulate(in SequenceInput input, Span<float> gradients, Span<float> workspace, int batch, int window, WorkShare share)"))
        {
            writer.WriteLine($"""
                var space = new Workspace(batch, window, keepsOutputs: true);
                KernelGuard.Accumulate(input, {ModelText.InputSize(plan)}, gradients, ParameterSize, workspace, space.Size, batch, window);
                ref float work = ref MemoryMarshal.GetReference(workspace);
                ref float g = ref MemoryMarshal.GetReference(gradients);
                """);
            PaceWriter.Write(writer, Learning(plan), node => node.Writer.Accumulate(writer, dialect), "ref float g", "WorkShare share");
        }
    }

    private static void ClearGradients(SourceWriter writer, ModelPlan plan)
    {
        foreach (Node node in plan.Nodes)
        {
            if (node is { IsShared: true, Learns: true, Buffer: not null })
            {
                writer.WriteLine($"space.{node.GradientBuffer}.Clear(ref work);");
            }

            node.Writer.ClearGradients(writer);
        }
    }
}
