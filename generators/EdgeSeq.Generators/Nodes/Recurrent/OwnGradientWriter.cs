using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>The gradients of vectors and single numbers, which lie on the tape step by step.</summary>
internal static class OwnGradientWriter
{
    public static void WriteCall(SourceWriter writer, LayerPlan plan)
    {
        if (plan.Own.Count > 0)
        {
            using (writer.OpenBlock("if (share.Part == 0)   // they are few"))
            {
                writer.WriteLine("AddOwnGradients(ref gradients, ref tape);");
            }
        }
    }

    public static void Write(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        if (plan.Own.Count == 0)
        {
            return;
        }

        writer.WriteLine("\n/// <summary>Adds one step's adjoints to the gradients of vectors and single numbers.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock("private static void AddOwnGradients(ref float gradients, ref float tape)"))
        {
            foreach ((CellParameter parameter, MatrixGroup place) in plan.Own)
            {
                int adjoint = plan.Tape.OffsetOfAdjoint(plan.Rows.AdjointOf(parameter.Name))!.Value;
                if (parameter.IsScalar)
                {
                    writer.WriteLine($"{KernelText.At("gradients", place.Offset)} += {dialect.Kernels}.SumOfRow(ref {KernelText.At("tape", adjoint)}, {plan.Sizes.CountOf(parameter.Name)});");
                    continue;
                }

                using (writer.OpenBlock($"for (nuint lane = 0; lane < {plan.Sizes.LanesOf(parameter.Name)}; lane += {dialect.Width})"))
                {
                    string gradient = KernelText.Load(dialect, "gradients", KernelText.Lane(place.Offset));
                    writer.WriteLine($"({gradient} + {KernelText.Load(dialect, "tape", KernelText.Lane(adjoint))}).StoreUnsafe(ref gradients, {KernelText.Lane(place.Offset)});");
                }
            }
        }
    }
}
