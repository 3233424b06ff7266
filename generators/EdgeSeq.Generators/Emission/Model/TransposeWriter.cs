using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The transposed weights of all nodes.</summary>
internal static class TransposeWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        writer.WriteLine();
        using (writer.OpenBlock("public static void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose, WorkShare share)"))
        {
            writer.WriteLine("KernelGuard.Transpose(parameters, ParameterSize, transpose, TransposeSize);");
            foreach (Node node in plan.Nodes)
            {
                node.Writer.Transpose(writer);
            }
        }
    }
}
