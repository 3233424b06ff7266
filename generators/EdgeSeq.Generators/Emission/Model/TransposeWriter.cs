using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>The transposed weights that the backward products stream through.</summary>
internal static class TransposeWriter
{
    public static void Write(SourceWriter writer, KernelPlan plan, Dialect dialect)
    {
        writer.WriteLine();
        using (writer.OpenBlock("public static void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose)"))
        {
            writer.WriteLine("KernelGuard.Transpose(parameters, ParameterSize, transpose, TransposeSize);");
            for (int stage = 0; stage < plan.Forward.Count; stage++)
            {
                if (plan.Recurrent[stage] is { } group)
                {
                    Write(group, plan.Spec.Hidden, plan.RecurrentTransposed[stage]!);
                }
            }

            Write(plan.Head, plan.Spec.Vocabulary, plan.HeadTransposed);
        }

        void Write(MatrixGroup from, int columns, MatrixGroup to) =>
            writer.WriteLine($"PanelTransposition.Run(parameters, {from.ToPanelLayout(0)}, {columns}, transpose, {to.ToPanelLayout(0)});");
    }
}
