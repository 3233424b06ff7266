using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes.Loss;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The outputs of a window and their loss.</summary>
internal static class OutputsWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        var loss = plan.Loss?.Writer as LossNodeWriter;
        plan.Output?.Writer.Members(writer, dialect);
        writer.WriteLine();
        using (writer.OpenBlock("public static void Outputs(ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> outputs, Span<float> workspace, int batch, int window)"))
        {
            writer.WriteLine($"""
                var space = new Workspace(batch, window);
                KernelGuard.Outputs(parameters, ParameterSize, input, outputs, OutputSize, workspace, space.Size, batch, window, last: {KernelText.Bool(plan.Spec.ReadsLast)});
                """);
            loss?.Outputs(writer);
        }

        writer.WriteLine();
        using (writer.OpenBlock("public static double Loss(ReadOnlySpan<float> parameters, in SequenceInput input, SequenceTarget target, Span<float> workspace, int batch, int window, double sum, Span<float> losses)"))
        {
            writer.WriteLine($"""
                var space = new Workspace(batch, window);
                KernelGuard.Loss(parameters, ParameterSize, input, target, workspace, space.Size, losses, batch, window, last: {KernelText.Bool(plan.Spec.ReadsLast)});
                {ModelText.GuardTarget(plan)}
                return {(loss is null ? "sum" : LossNodeWriter.Loss)};
                """);
        }

        loss?.Members(writer, dialect);
    }
}
