using EdgeSeq.Generators.Model;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>Where states, tapes, gathered inputs and logits lie in a workspace.</summary>
internal static class WorkspaceWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan)
    {
        List<(string Type, string Name, string Value)> parts = [.. Parts(plan)];
        writer.WriteLine("\n/// <summary>Where the parts of the workspace lie.</summary>");
        using (writer.OpenBlock("private readonly struct Workspace"))
        {
            using (writer.OpenBlock("public Workspace(int batch, int window)"))
            {
                writer.WriteLine("var space = new WorkspaceBuilder(batch, window);");
                writer.WriteLines(parts.Select(part => $"{part.Name} = space.{part.Value};"));
                writer.WriteLine("Size = space.Size;");
            }

            foreach ((string type, string name, _) in parts)
            {
                writer.WriteLine($"\npublic {type} {name} {{ get; }}");
            }

            writer.WriteLine("\npublic int Size { get; }");
        }
    }

    private static IEnumerable<(string Type, string Name, string Value)> Parts(ModelPlan plan)
    {
        for (int layer = 0; layer < plan.LayerCount; layer++)
        {
            if (plan.Gathers(layer))
            {
                yield return ("RowBuffer", $"Inputs{layer + 1}", $"Rows({ModelPlan.GatheredStride(plan.InputsOf(layer))})");
            }

            foreach (PlacedLayer placed in plan.Layers.Where(placed => placed.Layer == layer))
            {
                LayerPlan p = placed.Plan;
                yield return ("LayerWorkspace", placed.Place, $"Layer(state: {p.StateStride}, tape: {p.TapeStride}, gradient: {p.OutputGradientStride}, "
                    + $"carry: {p.CarryStride}, projection: {p.ProjectionStride}, rowGap: {LayerPlan.RowGap})");
            }
        }

        if (plan.Head is not null)
        {
            if (!plan.TopIsState)
            {
                yield return ("RowBuffer", "Top", $"Rows({ModelPlan.GatheredStride(plan.TopSize)})");
            }

            yield return ("RowBuffer", "Logits", $"Chunk({plan.OutputChunk}, {plan.LogitStride})");
            if (plan.Spec.Head != HeadKind.Softmax)
            {
                yield return ("RowBuffer", "Truth", $"Chunk(1, {plan.LogitStride})");
            }
        }
    }
}
