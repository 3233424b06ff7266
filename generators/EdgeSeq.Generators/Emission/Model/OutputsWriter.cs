using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The outputs of a window and their loss.</summary>
internal static class OutputsWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        var top = plan.Top?.Writer as TopWriter;
        plan.Output?.Writer.Members(writer, dialect);
        writer.WriteLine();
        using (writer.OpenBlock("public static void Outputs(ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> outputs, Span<float> workspace, int batch, int window)"))
        {
            writer.WriteLine($"""
                var space = new Workspace(batch, window);
                KernelGuard.Outputs(parameters, ParameterSize, input, outputs, OutputSize, workspace, space.Size, batch, window, last: {KernelText.Bool(plan.Spec.ReadsLast)});
                """);
            top?.Outputs(writer);
        }

        writer.WriteLine();
        using (writer.OpenBlock("public static double Loss(ReadOnlySpan<float> parameters, in SequenceInput input, SequenceTarget target, Span<float> workspace, int batch, int window, double sum, Span<float> losses)"))
        {
            writer.WriteLine($"""
                var space = new Workspace(batch, window);
                KernelGuard.Loss(parameters, ParameterSize, input, target, workspace, space.Size, losses, batch, window, last: {KernelText.Bool(plan.Spec.ReadsLast)});
                {ModelText.GuardTarget(plan)}
                return {(top is null ? "sum" : top.Loss)};
                """);
        }

        top?.Members(writer, dialect);
    }
}
