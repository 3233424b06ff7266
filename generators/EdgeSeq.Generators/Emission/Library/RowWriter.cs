using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>The sum and the largest of the numbers of a row, in 16 lanes as <see cref="ReductionWriter"/>'s. Padding takes no part.</summary>
internal static class RowWriter
{
    public static void Write(SourceWriter writer, Dialect dialect)
    {
        Write(writer, dialect, "SumOfRow", "sum", "Sum", "0", (sum, x) => $"{sum} + {x}");
        Write(writer, dialect, "MaxOfRow", "largest", "Max", "float.NegativeInfinity", (max, x) => string.Format(dialect.Max, x, max));
    }

    private static void Write(
        SourceWriter writer, Dialect dialect, string name, string what, string tree, string neutral, Func<string, string, string> add)
    {
        int[] vectors = [.. Enumerable.Range(0, dialect.VectorsPerBlock)];
        writer.WriteLine($"""

            /// <summary>The {what} of <paramref name="count"/> numbers of a row of whole blocks. What lies behind them in the last block is overwritten.</summary>
            {KernelText.Optimize}
            """);
        using (writer.OpenBlock($"public static float {name}(ref float row, int count)"))
        {
            writer.WriteLine($"KernelMemory.FillPadding(ref row, count, {neutral});");
            writer.WriteLines(vectors.Select(v => $"var lanes{v} = {dialect.Vector}.Create({(neutral == "0" ? "0f" : neutral)});"));
            using (writer.OpenBlock("for (nuint i = 0; i < (nuint)count; i += 16)"))
            {
                writer.WriteLines(vectors.Select(v =>
                    $"lanes{v} = {add($"lanes{v}", $"{dialect.Vector}.LoadUnsafe(ref row, {(v == 0 ? "i" : $"i + {v * dialect.Width}")})")};"));
            }

            writer.WriteLine("LaneTree lanes = default;");
            writer.WriteLine("ref float first = ref Unsafe.As<LaneTree, float>(ref lanes);");
            writer.WriteLines(vectors.Select(v => $"lanes{v}.StoreUnsafe(ref first, {v * dialect.Width});"));
            writer.WriteLine($"return lanes.{tree}();");
        }
    }
}
