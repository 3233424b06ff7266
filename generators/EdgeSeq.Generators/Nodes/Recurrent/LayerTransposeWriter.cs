using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>The transposed weights that the backward products of a layer stream through.</summary>
internal static class LayerTransposeWriter
{
    public static void Write(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        writer.WriteLine("\n/// <summary>Refreshes a share of the transposed copy of the weights.</summary>");
        using (writer.OpenBlock("public static void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose, WorkShare share)"))
        {
            for (int stage = 0; stage < plan.Forward.Count; stage++)
            {
                if (plan.Recurrent[stage] is { } group)
                {
                    writer.WriteLine(KernelText.Transposition(group, plan.Sizes.Count(plan.Forward[stage].Size), plan.RecurrentTransposed[stage]!));
                }
            }

            if (plan.InputTransposed is { } transposed)
            {
                writer.WriteLine(KernelText.Transposition(plan.Input.AsOneMatrix(), plan.InputLanes, transposed));
            }

            if (plan.Own.Count > 0)
            {
                writer.WriteLine("\n// Adjoints read vectors and single numbers from here.");
                using (writer.OpenBlock("if (share.Part == 0)"))
                {
                    writer.WriteLine($"parameters.Slice({plan.OwnOffset}, {plan.ParameterSize - plan.OwnOffset}).CopyTo(transpose.Slice({plan.OwnTransposed}));");
                }
            }
        }
    }
}
