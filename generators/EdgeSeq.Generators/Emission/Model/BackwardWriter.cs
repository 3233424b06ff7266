using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Layer;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>Backpropagation of a window through all layers, last layer first.</summary>
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
            if (plan.TrainsLayers && !(plan.TopIsState && !plan.Spec.ReadsLast && plan.Head is not null))
            {
                writer.WriteLine("\n// Steps without an output teach nothing but what comes from later steps.");
                writer.WriteLines(ModelText.Columns(plan, plan.LayerCount - 1).Select(part => $"space.{part.Layer.Place}.ClearOutputGradients(ref work);"));
            }

            if (plan.Head is not null)
            {
                writer.WriteLine("sum = OutputLayer(ref MemoryMarshal.GetReference(parameters), ref w, input, target, scale, ref g, ref work, space, batch, window, sum);");
            }

            if (plan.TrainsLayers)
            {
                WriteLayers(writer, plan, dialect);
            }

            writer.WriteLine("return sum;");
        }
    }

    private static void WriteLayers(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        if (!plan.TopIsState && plan.Head is not null)
        {
            string spread = plan.Spec.ReadsLast ? "SpreadLast" : "Spread";
            writer.WriteLines(ModelText.Columns(plan, plan.LayerCount - 1).Select(part =>
                $"Activations.{spread}(input, ref work, space.Top, space.{part.Layer.Place}, {part.Column}, {part.Layer.Plan.Hidden}{(plan.Spec.ReadsLast ? "" : $", reverse: {ModelText.Bool(part.Layer.IsReverse)}")});"));
        }

        for (int layer = plan.LayerCount - 1; layer >= 0; layer--)
        {
            List<PlacedLayer> directions = [.. plan.Layers.Where(placed => placed.Layer == layer)];
            foreach (PlacedLayer placed in directions)
            {
                writer.WriteLine($"{placed.Plan.Key.Name}.Backward(ref {KernelText.At("w", placed.TransposeOffset)}, input, {ModelText.Input(plan, placed)}reverse: {ModelText.Bool(placed.IsReverse)}, "
                    + $"ref {KernelText.At("g", placed.ParameterOffset)}, KernelMemory.From(stateGradients, {placed.StateOffset}), StateSize, ref work, space.{placed.Place});");
            }

            if (plan.Gathers(layer))
            {
                WriteInputGradients(writer, plan, dialect, layer, directions);
            }
        }
    }

    private static void WriteInputGradients(SourceWriter writer, ModelPlan plan, Dialect dialect, int layer, List<PlacedLayer> directions)
    {
        string inputs = $"space.Inputs{layer + 1}";
        writer.WriteLine($"\n// The gradients of layer {layer + 1}'s inputs take the place of the inputs.");
        writer.WriteLine($"{inputs}.Clear(ref work);");
        writer.WriteLines(directions.Select(placed =>
            $"{placed.Plan.Key.Name}.AddInputAdjoints(ref {KernelText.At("w", placed.TransposeOffset)}, input, ref {inputs}.At(ref work, 0, 0), {inputs}.Row, {inputs}.Step, ref work, space.{placed.Place});"));
        if (layer > 0)
        {
            writer.WriteLine($"input.Dropout.Apply(input, ref work, {inputs}, {plan.InputsOf(layer)}, layer: {layer});");
            writer.WriteLines(ModelText.Columns(plan, layer - 1).Select(part =>
                $"Activations.Spread(input, ref work, {inputs}, space.{part.Layer.Place}, {part.Column}, {part.Layer.Plan.Hidden}, reverse: {ModelText.Bool(part.Layer.IsReverse)});"));
            return;
        }

        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        using (writer.OpenBlock("for (int t = 0; t < input.LengthOf(b, window); t++)"))
        using (writer.OpenBlock("if (input.Tokens[b * window + t] >= 0)   // the zero input has no vector to learn"))
        {
            writer.WriteLine($"{dialect.Kernels}.Add(ref Embedding(ref g, input.Tokens[b * window + t]), ref {inputs}.At(ref work, b, t), {plan.EmbeddingLanes});");
        }
    }
}
