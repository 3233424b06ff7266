using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Functions;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// The lanes behind the last unit of a row compute what a unit without weights computes, which is nothing that anybody reads as long as it is
/// finite: zero weights keep it apart. Where equations can make it infinite, as 0 / 0 does, it is set to 0 wherever it is kept.
/// </summary>
internal static class PaddingWriter
{
    /// <summary>Next states that a stage has computed.</summary>
    public static void WriteForward(SourceWriter writer, LayerPlan plan, ForwardStage stage, string next)
    {
        foreach (string state in stage.Pointwise.Select(row => row.Target).Where(EquationNames.IsNext).Select(EquationNames.Stem))
        {
            Write(writer, plan, next, plan.OffsetOfState(state), plan.Sizes.CountOf(state));
        }
    }

    /// <summary>Adjoints that a stage has kept.</summary>
    public static void WriteBackward(SourceWriter writer, LayerPlan plan, int stage, string tape, string carry)
    {
        int count = plan.Sizes.Count(plan.Forward[stage].Size);
        foreach (Equation row in plan.Backward[stage].Rows)
        {
            if (plan.Tape.OffsetOfAdjoint(row.Target) is { } onTape)
            {
                Write(writer, plan, tape, onTape, count);
            }

            if (plan.Carry.OffsetOf(row.Target) is { } carried)
            {
                Write(writer, plan, carry, carried, count);
            }
        }
    }

    private static void Write(SourceWriter writer, LayerPlan plan, string row, int offset, int count)
    {
        if (count % 16 != 0 && MayBeInfinite(plan.Rows))
        {
            writer.WriteLine($"KernelMemory.FillPadding(ref {KernelText.At(row, offset)}, {count}, 0);");
        }
    }

    private static bool MayBeInfinite(CellRows rows) => rows.Pointwise.SelectMany(row => row.Value.Parts()).Any(part =>
        part is Binary { Operator: '/', Right: not Number } || (part is Call call && FunctionCatalogue.Find(call.Function)!.MayBeInfinite));
}
