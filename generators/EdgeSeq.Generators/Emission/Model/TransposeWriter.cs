using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Layer;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The transposed weights of all layers and of the output layer.</summary>
internal static class TransposeWriter
{
    public static void Write(SourceWriter writer, ModelPlan plan, Dialect dialect)
    {
        writer.WriteLine();
        using (writer.OpenBlock("public static void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose)"))
        {
            writer.WriteLine("KernelGuard.Transpose(parameters, ParameterSize, transpose, TransposeSize);");
            foreach (PlacedLayer layer in plan.Layers.Where(layer => layer.Plan.TransposeSize > 0))
            {
                writer.WriteLine($"{layer.Plan.Key.Name}.Transpose({From("parameters", layer.ParameterOffset)}, {From("transpose", layer.TransposeOffset)});");
            }

            if (plan.HeadTransposed is not null)
            {
                writer.WriteLine(KernelText.Transposition(plan.Head!, plan.Spec.Outputs, plan.HeadTransposed));
            }
        }

        static string From(string span, int offset) => offset == 0 ? span : $"{span}.Slice({offset})";
    }
}
