using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>One sequence, one step at a time, through all nodes.</summary>
internal static class StreamingWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        if (!plan.Spec.Streams)
        {
            return;
        }

        bool readsTokens = plan.Spec.Vocabulary > 0;
        writer.WriteLine();
        using (writer.OpenBlock($"public static void Step(ReadOnlySpan<float> parameters, Span<float> state, {(readsTokens ? "int token" : "ReadOnlySpan<float> x")})"))
        {
            writer.WriteLine(readsTokens
                ? "KernelGuard.Step(parameters, ParameterSize, state, StateSize, token, Vocabulary);"
                : "KernelGuard.Step(parameters, ParameterSize, state, StateSize, x, InputSize);");
            foreach (Node node in plan.Nodes)
            {
                node.Writer.InputGuard(writer, "x");
            }

            writer.WriteLine("ref float p = ref MemoryMarshal.GetReference(parameters);");
            writer.WriteLine("ref float s = ref MemoryMarshal.GetReference(state);");
            PaceWriter.WriteStep(writer, plan.Nodes);
        }

        writer.WriteLine();
        using (writer.OpenBlock("public static void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> outputs)"))
        {
            writer.WriteLine("KernelGuard.Logits(parameters, ParameterSize, state, StateSize, outputs, OutputSize);");
            (plan.Top?.Writer as TopWriter)?.StepOutputs(writer);
        }
    }
}
