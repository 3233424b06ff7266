using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Layer;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>A window through all layers, one layer after the other.</summary>
internal static class ForwardWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        if (plan.Embedding is { } embedding)
        {
            writer.WriteLine($$"""

                /// <summary>A token's learned vector; of token -1 the zeros before the first.</summary>
                {{KernelText.Inline}}
                private static ref float Embedding(ref float parameters, int token) => ref Unsafe.Add(ref parameters, {{embedding.Offset}} + (nint)token * {{embedding.PanelWidth}});
                """);
        }

        writer.WriteLine();
        using (writer.OpenBlock("public static void Forward(ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> states, Span<float> workspace, int batch, int window)"))
        {
            writer.WriteLine($"""
                var space = new Workspace(batch, window);
                KernelGuard.Forward(parameters, ParameterSize, input, {ModelText.InputSize(plan)}, states, StateSize, workspace, space.Size, batch, window);
                ref float p = ref MemoryMarshal.GetReference(parameters);
                ref float s = ref MemoryMarshal.GetReference(states);
                ref float work = ref MemoryMarshal.GetReference(workspace);
                """);
            if (plan.Spec.IsBidirectional)
            {
                writer.WriteLine("states.Slice(0, batch * StateSize).Clear();   // what reads from the end too begins anew in every window");
            }

            if (plan.Embedding is not null)
            {
                WriteEmbedding(writer, plan);
            }

            foreach (PlacedLayer layer in plan.Layers)
            {
                if (layer.Layer > 0 && !layer.IsReverse)
                {
                    WriteGather(writer, plan, layer.Layer);
                }

                string sequenceStates = $"ref {KernelText.At("s", layer.StateOffset)}, StateSize";
                writer.WriteLine($"{layer.Plan.Key.Name}.Forward(ref {KernelText.At("p", layer.ParameterOffset)}, input, {ModelText.Input(plan, layer)}reverse: {ModelText.Bool(layer.IsReverse)}, {sequenceStates}, ref work, space.{layer.Place});");
            }

            if (!plan.TopIsState && plan.Head is not null)
            {
                writer.WriteLine("\n// What the output layer reads.");
                string gather = plan.Spec.ReadsLast ? "GatherLast" : "Gather";
                writer.WriteLines(ModelText.Columns(plan, plan.LayerCount - 1).Select(part =>
                    $"Activations.{gather}(input, ref work, space.{part.Layer.Place}, space.Top, {part.Column}, {part.Layer.Plan.Hidden}{(plan.Spec.ReadsLast ? "" : $", reverse: {ModelText.Bool(part.Layer.IsReverse)}")});"));
            }
        }
    }

    private static void WriteEmbedding(SourceWriter writer, ModelPlan plan)
    {
        writer.WriteLine();
        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        using (writer.OpenBlock("for (int t = 0; t < input.LengthOf(b, window); t++)"))
        {
            writer.WriteLine($"KernelMemory.Copy(ref Embedding(ref p, input.Tokens[b * window + t]), ref space.Inputs1.At(ref work, b, t), {plan.EmbeddingLanes});");
        }

        writer.WriteLine();
    }

    private static void WriteGather(SourceWriter writer, ModelPlan plan, int layer)
    {
        writer.WriteLine($"\n// Layer {layer + 1} reads the hidden states of layer {layer}.");
        writer.WriteLines(ModelText.Columns(plan, layer - 1).Select(part =>
            $"Activations.Gather(input, ref work, space.{part.Layer.Place}, space.Inputs{layer + 1}, {part.Column}, {part.Layer.Plan.Hidden}, reverse: {ModelText.Bool(part.Layer.IsReverse)});"));
        writer.WriteLine($"input.Dropout.Apply(input, ref work, space.Inputs{layer + 1}, {plan.InputsOf(layer)}, layer: {layer});");
    }
}
