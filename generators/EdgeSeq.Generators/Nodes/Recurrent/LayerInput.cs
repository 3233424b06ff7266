using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Tiling;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// What a layer reads. Each step begins with one row of <c>W x</c>, and nothing behind it knows where that comes from: a token
/// chooses a row of W, a vector is multiplied beforehand, a whole window at a time.
/// </summary>
internal static class LayerInput
{
    /// <summary>The parameters by which a window's inputs are handed to a layer, in front of others; none where tokens are in the sequence.</summary>
    public static string Parameter(LayerPlan plan) => plan.HasProduct ? "ref float x, nint xRow, nint xStep, " : "";

    public static string Describe(LayerPlan plan) => plan.IsDense
        ? "Row b's input at step t begins at <c>x[b * xRow + t * xStep]</c>."
        : "Inputs are the tokens of the sequence.";

    /// <summary>
    /// The row of <c>W x</c> of batch row <paramref name="b"/> at step t, or of its gradient where <paramref name="block"/> is the
    /// gradients: in <paramref name="block"/> for a token, in the workspace for a vector.
    /// </summary>
    public static string Row(LayerPlan plan, string block, string b)
    {
        string position = plan.Key.Reverses ? $"sequence.Position({b}, t, space.Window, reverse)" : "t";
        return plan.HasInputRows
            ? $"space.Projection(ref work, {b}, {position})"
            : $"InputRow(ref {block}, sequence.Tokens[{b} * space.Window + {position}])";
    }

    public static void Write(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        if (plan.WidensRows)
        {
            writer.WriteLine($$"""

                /// <summary>A token's row of W, all gates, made floats; of token -1 the row of zeros before the first.</summary>
                private static void InputRow(ref float parameters, int token, ref float row) => {{dialect.Kernels}}.{{WideRow.Call(plan.Input, "row", plan.InputLanes)}};
                """);
            return;
        }

        if (!plan.IsDense)
        {
            writer.WriteLine($$"""

                /// <summary>A token's row of W, all gates; of token -1 the row of zeros before the first.</summary>
                {{KernelText.Inline}}
                private static ref float InputRow(ref float parameters, int token) => ref Unsafe.Add(ref parameters, {{plan.Input.Offset}} + (nint)token * {{plan.Input.RowWidth}});
                """);
            return;
        }

        if (!plan.HasProduct)
        {
            return;
        }

        if (plan.Input.Weights == WeightKind.BFloat16)
        {
            writer.WriteLine($$"""

                /// <summary>W x of some steps, all gates of a block side by side.</summary>
                private static void Project(int steps, ref float parameters, ref float x, nint xStep, ref float projection)
                {
                    for (int t = 0; t < steps; t++)
                    {
                        ProjectStep(ref parameters, ref Unsafe.Add(ref x, t * xStep), ref Unsafe.Add(ref projection, t * {{plan.ProjectionStride}}));
                    }
                }
                """);
            WriteProjectStep(writer, plan, dialect);
            return;
        }

        // Further inputs lie in the same rows, and are there already.
        string clear = plan.PassedRows.Count == 0
            ? $"MemoryMarshal.CreateSpan(ref projection, steps * {plan.ProjectionStride}).Clear();"
            : $"KernelMemory.ClearRows(steps, ref projection, {plan.ProjectionStride}, {plan.InputLanes});";
        string product = RowsProduct.Call(dialect, plan.Input.AsOneMatrix(), "steps", ("x", "xStep"), plan.Key.Inputs, plan.Key.HasUnitInput, ("projection", $"{plan.ProjectionStride}", "0"));
        writer.WriteLine($$"""

            /// <summary>W x of some steps, all gates of a block side by side, as a token's row would lie.</summary>
            private static void Project(int steps, ref float parameters, ref float x, nint xStep, ref float projection)
            {
                {{clear}}
                {{product.Replace("\n", "\n    ")}}
            }
            """);
        if (!plan.Key.Reverses)
        {
            WriteProjectStep(writer, plan, dialect);
        }
    }

    private static void WriteProjectStep(SourceWriter writer, LayerPlan plan, Dialect dialect)
    {
        writer.WriteLine("\n/// <summary>W x of one step. The same sums as <c>Project</c>, in the same order.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock("private static void ProjectStep(ref float parameters, ref float source, ref float projection)"))
        {
            if (plan.MultipliesBytes)
            {
                ByteOperand.Write(writer, dialect, plan.Input, "operand", "source", plan.Key.Inputs, plan.Key.HasUnitInput);
            }

            PanelLoop.Write(writer, dialect, plan.Input.AsOneMatrix(), alternates: false, WritePass);
        }

        void WritePass(PanelPass pass)
        {
            var sums = pass.Vectors.Select(v => (Name: $"s{v}", Offset: v * dialect.Width)).ToArray();
            if (plan.MultipliesBytes)
            {
                DotProductWriter.Write(writer, dialect, "operand", plan.Input.AsOneMatrix(), pass.Width, [.. sums.Select(sum => (sum.Name, sum.Offset, (string?)null))]);
            }
            else
            {
                writer.WriteLines(sums.Select(sum => $"var {sum.Name} = {dialect.VectorType}.Zero;"));
                StepProductWriter.Write(writer, dialect, "source", plan.Input.AsOneMatrix(), pass.Width, sums, StepProductWriter.WriteMemory(writer, dialect, plan.Input, sums.Length));
            }

            writer.WriteLines(sums.Select(sum => $"{sum.Name}.StoreUnsafe(ref projection, {KernelText.Lane(sum.Offset)});"));
        }
    }
}
