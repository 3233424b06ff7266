using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Model;

/// <summary>One sequence, one token at a time.</summary>
internal static class StreamingWriter
{
    public static void Write(SourceWriter writer, KernelPlan plan, Dialect dialect)
    {
        int states = plan.Rows.States.Count * plan.HiddenLanes;
        string tape = plan.Forward.Count > 1 ? $"ref Unsafe.Add(ref current, {2 * states})" : "ref current";
        string descending = plan.Alternates ? ", descending: turn != 0" : "";
        writer.WriteLine();
        using (writer.OpenBlock("public static void Step(ReadOnlySpan<float> parameters, Span<float> state, int token)"))
        {
            writer.WriteLine("KernelGuard.Step(parameters, ParameterSize, state, StateSize, token, Vocabulary);");
            writer.WriteLine("ref float current = ref MemoryMarshal.GetReference(state);");
            if (plan.UpdatesInPlace)
            {
                writer.WriteLine("// All products are done before the first hidden unit is stored: the state is updated in place.");
                writer.WriteLine($"StepRow(ref MemoryMarshal.GetReference(parameters), token, ref current, ref current, {tape}, keep: false{descending});");
            }
            else
            {
                writer.WriteLine($"ref float next = ref Unsafe.Add(ref current, {states});");
                if (plan.Alternates)
                {
                    writer.WriteLine($"ref float turn = ref Unsafe.Add(ref current, {plan.TurnOffset});");
                    writer.WriteLine("turn = 1 - turn;");
                }

                writer.WriteLine($"StepRow(ref MemoryMarshal.GetReference(parameters), token, ref current, ref next, {tape}, keep: false{descending});");
                writer.WriteLine($"KernelMemory.Copy(ref next, ref current, {states});");
            }
        }

        writer.WriteLine($$"""

            public static void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> logits)
            {
                KernelGuard.Logits(parameters, ParameterSize, state, StateSize, logits, Vocabulary);
                Span<float> padded = stackalloc float[{{plan.VocabularyLanes}}];
                OutputRows(1, ref MemoryMarshal.GetReference(parameters), ref MemoryMarshal.GetReference(state), ref padded[0]);
                padded.Slice(0, Vocabulary).CopyTo(logits);
            }

            /// <summary>One step of one row: <paramref name="previous"/> and <paramref name="next"/> hold the states, the tape what backpropagation needs.</summary>
            private static void StepRow(ref float parameters, int token, ref float previous, ref float next, ref float tape, bool keep{{(plan.Alternates ? ", bool descending" : "")}})
            {
                ref float input = ref Unsafe.Add(ref parameters, {{plan.Input.Offset}} + token * {{plan.Input.PanelWidth}});   // token -1: the row of zeros before the first
            """);
        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            writer.WriteLine($"    Stage{KernelText.StageSuffix(stage, plan)}(ref parameters, ref input, ref previous, ref next, ref tape, keep{(plan.Alternates ? ", descending" : "")});");
        }

        writer.WriteLine("}");
    }
}
