using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>The transposed weights that the backward products of a layer stream through.</summary>
internal static class LayerTransposeWriter
{
    public static void Write(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        writer.WriteLine("\n/// <summary>Refreshes the transposed copy of the weights.</summary>");
        using (writer.OpenBlock("public static void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose)"))
        {
            for (int stage = 0; stage < plan.Forward.Count; stage++)
            {
                if (plan.Recurrent[stage] is { } group)
                {
                    writer.WriteLine(KernelText.Transposition(group, plan.Hidden, plan.RecurrentTransposed[stage]!));
                }
            }

            if (plan.InputTransposed is { } transposed)
            {
                writer.WriteLine(KernelText.Transposition(plan.Input.AsOneMatrix(), plan.InputLanes, transposed));
            }
        }
    }
}
