using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Generators.Tiling;

namespace EdgeSeq.Generators.Nodes.Dense;

/// <summary>The outputs of one state: the product of a streamed step, stored where the caller wants it.</summary>
internal static class DenseRowWriter
{
    public static void Write(SourceWriter writer, DenseNode node, Dialect dialect)
    {
        bool isWhole = node.Size % MatrixGroup.BlockSize == 0;
        writer.WriteLine("\n/// <summary>The outputs of one state: W_y h + b_y. The same sums as <c>OutputRows</c>, in the same order.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock("private static void OutputRow(ref float parameters, ref float h, ref float outputs)"))
        {
            writer.WriteLine($"ref float bias = ref Unsafe.Add(ref parameters, {node.Bias.Offset});");
            if (node.Weights.IsDot)
            {
                ByteOperand.Write(writer, dialect, node.Weights, "operand", "h", node.Input.Size, node.Input.IsUnit);
            }

            PanelLoop.Write(writer, dialect, node.Weights, alternates: false, WritePass);
        }

        if (!isWhole)
        {
            writer.WriteLine($$"""

                /// <summary>Stores a vector, as far as there are outputs.</summary>
                {{KernelText.Inline}}
                private static void StoreOutput({{dialect.VectorType}} y, ref float outputs, nuint lane)
                {
                    if (lane + {{dialect.Width}} <= {{node.Size}})
                    {
                        y.StoreUnsafe(ref outputs, lane);
                        return;
                    }

                    for (int i = 0; (int)lane + i < {{node.Size}}; i++)
                    {
                        Unsafe.Add(ref outputs, (int)lane + i) = y.GetElement(i);
                    }
                }
                """);
        }

        void WritePass(PanelPass pass)
        {
            var sums = pass.Vectors.Select(v => (Name: $"y{v}", Offset: v * dialect.Width)).ToArray();
            (string Name, int Offset, string? Start)[] started = [.. sums.Select(sum => (sum.Name, sum.Offset, KernelText.Load(dialect, "bias", KernelText.Lane(sum.Offset))))];
            if (node.Weights.IsDot)
            {
                DotProductWriter.Write(writer, dialect, "operand", node.Weights, pass.Width, started);
            }
            else
            {
                writer.WriteLines(started.Select(sum => $"var {sum.Name} = {sum.Start};"));
                StepProductWriter.Write(writer, dialect, "h", node.Weights, pass.Width, sums, StepProductWriter.WriteMemory(writer, dialect, node.Weights, sums.Length));
            }

            writer.WriteLines(sums.Select(sum => isWhole
                ? $"{sum.Name}.StoreUnsafe(ref outputs, {KernelText.Lane(sum.Offset)});"
                : $"StoreOutput({sum.Name}, ref outputs, {KernelText.Lane(sum.Offset)});"));
        }
    }
}
