using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes;
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
            using (writer.OpenBlock("public Workspace(int batch, int window, bool keepsOutputs = false)"))
            {
                writer.WriteLine("KeepsOutputs = keepsOutputs;");
                writer.WriteLine("var space = new WorkspaceBuilder(batch, window);");
                writer.WriteLines(parts.Select(part => $"{part.Name} = space.{part.Value};"));
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
}
