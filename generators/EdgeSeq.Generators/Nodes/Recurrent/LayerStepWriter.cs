using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Tiling;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>One sequence, one step at a time.</summary>
internal static class LayerStepWriter
{
    public static void Write(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        if (!plan.Key.Reverses)
        {
            WriteStep(writer, plan, dialect);
        }

        writer.WriteLine("\n/// <summary>One step of one row: <paramref name=\"previous\"/> and <paramref name=\"next\"/> hold the states, <paramref name=\"input\"/> is W x, the tape what backpropagation needs.</summary>");
        using (writer.OpenBlock($"private static void StepRow(ref float parameters, ref float input, ref float previous, ref float next, ref float tape, bool keep{(plan.Alternates ? ", bool descending" : "")})"))
        {
            for (int stage = 0; stage < plan.Forward.Count; stage++)
            {
                writer.WriteLine($"Stage{LayerText.StageSuffix(stage, plan)}(ref parameters, ref input, ref previous, ref next, ref tape, keep{(plan.Alternates ? ", descending" : "")});");
                PaddingWriter.WriteForward(writer, plan, plan.Forward[stage], "next");
            }
        }
    }

    private static void WriteStep(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        string tape = plan.Forward.Count > 1 ? $"ref Unsafe.Add(ref current, {2 * plan.StatesSize})" : "ref current";
        string descending = plan.Alternates ? ", descending: turn != 0" : "";
        writer.WriteLine("\n/// <summary>One step of one sequence, whose state is updated in place.</summary>");
        using (writer.OpenBlock($"public static void Step(ref float parameters, {(plan.HasProduct ? "ref float x, " : plan.IsDense ? "" : "int token, ")}ref float current)"))
        {
            if (plan.HasInputRows)
            {
                writer.WriteLine($"ref float input = ref Unsafe.Add(ref current, {plan.ProjectionOffset});");
                if (plan.HasProduct)
                {
                    writer.WriteLine("ProjectStep(ref parameters, ref x, ref input);");
                }
                else if (!plan.IsDense)
                {
                    writer.WriteLine("InputRow(ref parameters, token, ref input);");
                }
            }
            else
            {
                writer.WriteLine("ref float input = ref InputRow(ref parameters, token);");
            }

            if (plan.UpdatesInPlace)
            {
                writer.WriteLine(plan.IsInt8 ? "// The product reads a copy in bytes: the state is updated in place." : "// All products are done before the first hidden unit is stored: the state is updated in place.");
                writer.WriteLine($"StepRow(ref parameters, ref input, ref current, ref current, {tape}, keep: false{descending});");
                return;
            }

            writer.WriteLine($"ref float next = ref Unsafe.Add(ref current, {plan.StatesSize});");
            if (plan.Alternates)
            {
                writer.WriteLine($"ref float turn = ref Unsafe.Add(ref current, {plan.TurnOffset});");
                writer.WriteLine("turn = 1 - turn;");
            }

            if (IsProductFirst(plan, dialect))
            {
                writer.WriteLine("// All products are done before the first hidden unit is stored. The copy leaves what other instruction sets leave; no step waits for it.");
                writer.WriteLine($"StepRow(ref parameters, ref input, ref current, ref current, {tape}, keep: false);");
                writer.WriteLine($"KernelMemory.Copy(ref current, ref next, {plan.StatesSize});");
                return;
            }

            writer.WriteLine($"StepRow(ref parameters, ref input, ref current, ref next, {tape}, keep: false{descending});");
            writer.WriteLine($"KernelMemory.Copy(ref next, ref current, {plan.StatesSize});");
        }
    }

    /// <summary>Whether this instruction set holds all products of a step before the cell stores anything: one panel, one pass.</summary>
    private static bool IsProductFirst(LayerPlan plan, Dialect dialect) =>
        plan.Forward.Count == 1 && plan.Recurrent[0] is { PanelCount: 1 } group && StepTiling.Passes(dialect, group, group.BlocksPerPanel).Count() == 1;
}
