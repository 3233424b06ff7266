using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Layer;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>
/// Sums and maxima over many floats. Sixteen lanes, whatever the vector width: lane i takes elements i, i + 16, ... in
/// ascending order, and <c>LaneTree</c> combines the lanes. Lanes carry over, so a run may come in pieces.
/// </summary>
internal static class ReductionWriter
{
    public static void Write(SourceWriter writer, Dialect dialect)
    {
        WriteReduction(writer, dialect, "Max", "The larger of each lane and its elements.",
            step: (sum, x) => $"{sum} = {string.Format(dialect.Max, x, sum)};");
        WriteReduction(writer, dialect, "SumOfSquares", "Adds each lane's elements, squared.",
            step: (sum, x) => $"{sum} = {string.Format(dialect.Fma, x, x, sum)};");
        WriteReduction(writer, dialect, "ExpSum",
            "x := exp(scale * (x - max)), and adds each lane's results.",
            parameters: ", float max, float scale",
            prologue: $"var shift = {dialect.Vector}.Create(max); var factor = {dialect.Vector}.Create(scale);",
            step: (sum, x) => $"{x} = Exp(({x} - shift) * factor); {sum} += {x};",
            stores: true);
        WriteAtLeast(writer, dialect, "CountAtLeast", "Counts each lane's elements that are at least <paramref name=\"limit\"/>.", counted: $"{dialect.Vector}.Create(1f)");
        WriteAtLeast(writer, dialect, "SumAtLeast", "Adds each lane's elements that are at least <paramref name=\"limit\"/>.", counted: null);
        writer.WriteLine($$"""

            /// <summary>
            /// Softmax and cross-entropy of one row of logits: returns -ln softmax(row)[target] and replaces the row by
            /// its gradient, <c>scale * (softmax(row) - onehot(target))</c>; by zeros when the target is -1.
            /// </summary>
            /// <param name="row">The logits, padded to whole blocks of 16.</param>
            /// <param name="vocabulary">Logits that count.</param>
            /// <param name="target">The true token, or -1 for a step that does not count.</param>
            /// <param name="scale">Factor of the gradient.</param>
            public static float CrossEntropy(ref float row, int vocabulary, int target, float scale)
            {
                int padded = (vocabulary + 15) & ~15;
                if (target < 0)
                {
                    MemoryMarshal.CreateSpan(ref row, padded).Clear();
                    return 0;
                }

                for (int j = vocabulary; j < padded; j++)
                {
                    Unsafe.Add(ref row, j) = float.NegativeInfinity;   // exp gives 0: the padding takes no part
                }

                float truth = Unsafe.Add(ref row, target);
                LaneTree lanes = LaneTree.Filled(float.NegativeInfinity);
                Max(ref row, (nuint)padded, ref lanes[0]);
                float max = lanes.Max();
                lanes = LaneTree.Filled(0);
                ExpSum(ref row, (nuint)padded, ref lanes[0], max, 1);
                float sum = lanes.Sum();
                Scale(ref row, (nuint)padded, scale / sum);
                Unsafe.Add(ref row, target) -= scale;
                return Log({{dialect.Vector}}.CreateScalar(sum)).ToScalar() - (truth - max);
            }

            /// <summary>x[i] *= factor for <paramref name="count"/> floats, a multiple of 16.</summary>
            {{KernelText.Optimize}}
            public static void Scale(ref float x, nuint count, float factor)
            {
                var f = {{dialect.Vector}}.Create(factor);
                for (nuint i = 0; i < count; i += {{dialect.Width}})
                {
                    ({{dialect.Vector}}.LoadUnsafe(ref x, i) * f).StoreUnsafe(ref x, i);
                }
            }
            """);
    }

    private static void WriteAtLeast(SourceWriter writer, Dialect dialect, string name, string summary, string? counted) =>
        WriteReduction(writer, dialect, name, summary,
            parameters: ", float limit",
            prologue: $"var least = {dialect.Vector}.Create(limit);",
            step: (sum, x) => $"{sum} += {dialect.Vector}.ConditionalSelect({dialect.Vector}.GreaterThanOrEqual({x}, least), {counted ?? x}, {dialect.VectorType}.Zero);");

    private static void WriteReduction(SourceWriter writer, Dialect dialect, string name, string summary,
        Func<string, string, string> step, string parameters = "", string? prologue = null, bool stores = false)
    {
        int vectors = dialect.VectorsPerBlock;
        writer.WriteLine($"""

            /// <summary>{summary} <paramref name="lanes"/> are 16 floats; <paramref name="count"/> is a multiple of 16.</summary>
            {KernelText.Optimize}
            """);
        using (writer.OpenBlock($"public static void {name}(ref float x, nuint count, ref float lanes{parameters})"))
        {
            if (prologue is not null)
            {
                writer.WriteLine(prologue);
            }

            for (int v = 0; v < vectors; v++)
            {
                writer.WriteLine($"var sum{v} = {dialect.Vector}.LoadUnsafe(ref lanes, {v * dialect.Width});");
            }

            using (writer.OpenBlock("for (nuint i = 0; i < count; i += 16)"))
            {
                for (int v = 0; v < vectors; v++)
                {
                    string offset = v == 0 ? "i" : $"i + {v * dialect.Width}";
                    writer.WriteLine($"var x{v} = {dialect.Vector}.LoadUnsafe(ref x, {offset});");
                    writer.WriteLine(step($"sum{v}", $"x{v}"));
                    if (stores)
                    {
                        writer.WriteLine($"x{v}.StoreUnsafe(ref x, {offset});");
                    }
                }
            }

            for (int v = 0; v < vectors; v++)
            {
                writer.WriteLine($"sum{v}.StoreUnsafe(ref lanes, {v * dialect.Width});");
            }
        }
    }
}
