using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// Sums, means and maxima over a row, before the stage that reads them. The result fills a plane of the tape, one number for every unit, so that
/// pointwise rows read it like anything else; its adjoint is the same operation, since each unit of the one meets each of the other.
/// </summary>
internal static class RowReductionWriter
{
    /// <summary>The call in front of a stage, over the row at <paramref name="tape"/>.</summary>
    public static void WriteCall(SourceWriter writer, ForwardStage stage, string suffix, string tape = "tape")
    {
        if (stage.Reductions.Count > 0)
        {
            writer.WriteLine($"Reduce{suffix}(ref {tape});");
        }
    }

    public static void WriteForward(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            if (plan.Forward[stage].Reductions.Count > 0)
            {
                writer.WriteLine("\n/// <summary>Numbers made of whole rows on the tape, each filling a row of its own.</summary>");
                using (writer.OpenBlock($"private static void Reduce{LayerText.StageSuffix(stage, plan)}(ref float tape)"))
                {
                    foreach (Reduction row in plan.Forward[stage].Reductions)
                    {
                        int of = plan.Sizes.CountOf(row.Operand);
                        string value = row.Kind == ReductionKind.Max ? MaxOf(dialect, Row(row.Operand), of) : SumOf(dialect, Row(row.Operand), of) + MeanOver(row, of);
                        writer.WriteLine($"KernelMemory.Fill({Row(row.Name)}, {plan.Sizes.CountOf(row.Name)}, {value});   // {row}");
                    }
                }
            }
        }

        string Row(string name) => $"ref {KernelText.At("tape", plan.Tape.OffsetOf(name))}";
    }

    public static void WriteBackwardCall(SourceWriter writer, LayerPlan plan, int stage)
    {
        if (plan.Forward[stage].Reductions.Count > 0)
        {
            writer.WriteLine($"ReduceBackward{LayerText.StageSuffix(stage, plan)}(ref space.Tape(ref work, b, t), ref space.Carry(ref work, b));");
        }
    }

    public static void WriteBackward(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            if (plan.Forward[stage].Reductions.Count > 0)
            {
                writer.WriteLine("\n/// <summary>The adjoints of what the numbers were made of, in the place of those of the numbers.</summary>");
                using (writer.OpenBlock($"private static void ReduceBackward{LayerText.StageSuffix(stage, plan)}(ref float tape, ref float carry)"))
                {
                    foreach (Reduction row in plan.Forward[stage].Reductions)
                    {
                        WriteBackward(writer, plan, dialect, row);
                    }
                }
            }
        }
    }

    private static void WriteBackward(SourceWriter writer, LayerPlan plan, Dialect dialect, Reduction row)
    {
        string adjoint = $"ref {KernelText.At("carry", plan.Carry.OffsetOf(plan.Rows.AdjointOf(row.Name))!.Value)}";
        int of = plan.Sizes.CountOf(row.Operand);
        string sum = SumOf(dialect, adjoint, plan.Sizes.CountOf(row.Name));
        string text = row.Kind == ReductionKind.Max
            ? $"KernelMemory.ShareAmongLargest(ref {KernelText.At("tape", plan.Tape.OffsetOf(row.Operand))}, {of}, {KernelText.At("tape", plan.Tape.OffsetOf(row.Name))}, {sum}, {adjoint});"
            : $"KernelMemory.Fill({adjoint}, {of}, {sum}{MeanOver(row, of)});";
        writer.WriteLine($"{text}   // {plan.Rows.AdjointOf(row.Operand)} from {plan.Rows.AdjointOf(row.Name)}");
    }

    private static string SumOf(Dialect dialect, string row, int count) => $"{dialect.Kernels}.SumOfRow({row}, {count})";

    private static string MaxOf(Dialect dialect, string row, int count) => $"{dialect.Kernels}.MaxOfRow({row}, {count})";

    private static string MeanOver(Reduction row, int count) => row.Kind == ReductionKind.Mean ? $" / {count}" : "";
}
