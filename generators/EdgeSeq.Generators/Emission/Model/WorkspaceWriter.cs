using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Nodes.Recurrent;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>Where the nodes keep what they keep in a workspace.</summary>
internal static class WorkspaceWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan)
    {
        List<WorkspacePart> parts = [.. plan.Nodes.SelectMany(node => node.Workspace)];
        writer.WriteLine("\n/// <summary>Where the parts of the workspace lie.</summary>");
        using (writer.OpenBlock("private readonly struct Workspace"))
        {
            using (writer.OpenBlock($"public Workspace(int batch, int window, bool keepsOutputs = false{(plan.Spec.Trains ? "" : ", bool teaches = false")})"))
            {
                writer.WriteLine("KeepsOutputs = keepsOutputs;");
                writer.WriteLine("var space = new WorkspaceBuilder(batch, window);");
                if (!plan.Spec.Trains)
                {
                    WriteForTraining(writer, plan);
                }

                writer.WriteLines(Assignments(plan, name => name));
                writer.WriteLine("Size = space.Size;");
            }

            foreach (WorkspacePart part in parts)
            {
                writer.WriteLine($"\npublic {part.Type} {part.Name} {{ get; }}");
            }

            writer.WriteLine("\n/// <summary>True where dL/dlogits of all rows are kept, for threads to share the weights.</summary>\npublic bool KeepsOutputs { get; }");
            writer.WriteLine("\npublic int Size { get; }");
        }
    }

    /// <summary>The places of all parts; nodes of a slower pace have fewer steps.</summary>
    private static IEnumerable<string> Assignments(ModelPlan plan, Func<string, string> nameOf)
    {
        int pace = 1;
        foreach (Node node in plan.Nodes)
        {
            foreach (WorkspacePart part in node.Workspace)
            {
                if (node.Pace != pace)
                {
                    pace = node.Pace;
                    yield return $"space.Every({pace});";
                }

                yield return $"{nameOf(part.Name)} = space.{part.Value};";
            }
        }
    }

    /// <summary>
    /// The workspace of the shape that learns, whose backpropagation finds there what it looks for; rows of W x that it has not follow behind.
    /// </summary>
    private static void WriteForTraining(SourceWriter writer, ModelPlan plan)
    {
        var learning = new ModelPlan(plan.Spec with { Weights = WeightKind.Float32 });
        HashSet<string> own = [.. plan.Nodes.SelectMany(node => node.Workspace).Select(part => part.Name)];
        using (writer.OpenBlock("if (teaches)"))
        {
            writer.WriteLines(Assignments(learning, name => own.Contains(name) ? name : "_"));
            foreach ((PlacedLayer layer, PlacedLayer other) in plan.Layers.Zip(learning.Layers, (layer, other) => (layer, other)))
            {
                if (layer.Plan.ProjectionStride != other.Plan.ProjectionStride)
                {
                    writer.WriteLine($"{layer.Place} = space.Project({layer.Place}, {layer.Plan.ProjectionStride});");
                }
            }

            writer.WriteLine("Size = space.Size;");
            writer.WriteLine("return;");
        }

        writer.WriteLine();
    }
}
