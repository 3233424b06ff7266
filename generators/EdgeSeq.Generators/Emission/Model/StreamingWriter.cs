using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Layer;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>One sequence, one step at a time, through all layers.</summary>
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
            writer.WriteLine("ref float p = ref MemoryMarshal.GetReference(parameters);");
            writer.WriteLine("ref float s = ref MemoryMarshal.GetReference(state);");
            string input = !readsTokens ? "ref MemoryMarshal.GetReference(x)" : plan.Embedding is not null ? "ref Embedding(ref p, token)" : "token";
            foreach (PlacedLayer layer in plan.Layers)
            {
                string state = $"ref {KernelText.At("s", layer.StateOffset)}";
                writer.WriteLine($"{layer.Plan.Key.Name}.Step(ref {KernelText.At("p", layer.ParameterOffset)}, {input}, {state});");
                input = state;
            }
        }

        writer.WriteLine();
        using (writer.OpenBlock("public static void Output(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> outputs)"))
        {
            writer.WriteLine("KernelGuard.Output(parameters, ParameterSize, state, StateSize, outputs, OutputSize);");
            if (plan.Head is not null)
            {
                string top = KernelText.At("MemoryMarshal.GetReference(state)", plan.Layers[plan.Layers.Count - 1].StateOffset);
                writer.WriteLine($"OutputRow(ref MemoryMarshal.GetReference(parameters), ref {top}, ref MemoryMarshal.GetReference(outputs));");
            }
        }
    }
}
