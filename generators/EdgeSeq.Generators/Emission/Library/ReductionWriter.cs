using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>
/// Sums and maxima over many floats. Sixteen lanes, whatever the vector width: lane i takes elements i, i + 16, ... in
/// ascending order, and <c>LaneTree</c> combines the lanes. Lanes carry over, so a run may come in pieces.
/// </summary>
internal static class ReductionWriter
{
    /// <summary>Chains of a sum of squares: a fused multiply-add takes four cycles.</summary>
    private const int SquareChains = 4;

    public static void Write(SourceWriter writer, Dialect dialect)
    {
        WriteReduction(writer, dialect, "Max", "The larger of each lane and its elements.",
            step: (sum, x) => $"{sum} = {string.Format(dialect.Max, x, sum)};");
        WriteReduction(writer, dialect, "SumOfSquares",
            $"Adds each lane's elements, squared: of {SquareChains} blocks each in a chain of its own, so that none waits for the one before, and of the blocks behind them in the first.",
            step: (sum, x) => $"{sum} = {string.Format(dialect.Fma, x, x, sum)};", chains: SquareChains);
        WriteReduction(writer, dialect, "ExpSum",
            "x := exp(scale * (x - max)), and adds each lane's results.",
            parameters: ", float max, float scale",
            prologue: $"var shift = {dialect.Vector}.Create(max); var factor = {dialect.Vector}.Create(scale);",
            step: (sum, x) => $"{x} = Exp(({x} - shift) * factor); {sum} += {x};",
            stores: true);
        WriteSoftmax(writer, dialect);
        WriteAtLeast(writer, dialect);
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
                float sum = Softmax(ref row, (nuint)padded, ref row, 0, 1, out float max);
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

    /// <summary>Both passes in one kernel, its lanes in registers: it is on the way of every sampled token.</summary>
    private static void WriteSoftmax(SourceWriter writer, Dialect dialect)
    {
        int[] vectors = [.. Enumerable.Range(0, dialect.VectorsPerBlock)];
        writer.WriteLine($"""

            /// <summary>
            /// x := exp(scale * (x - max)) for <paramref name="count"/> floats and <paramref name="restCount"/> others that go on behind
            /// them, both multiples of 16. Returns the sum.
            /// </summary>
            {KernelText.Optimize}
            """);
        using (writer.OpenBlock("public static float Softmax(ref float x, nuint count, ref float rest, nuint restCount, float scale, out float max)"))
        {
            writer.WriteLines(vectors.Select(v => $"var max{v} = {dialect.Vector}.Create(float.NegativeInfinity);"));
            WriteBlocks(v => $"max{v} = {Larger($"{dialect.Vector}.LoadUnsafe(ref x, {Offset(dialect, v)})", $"max{v}")};");
            writer.WriteLine($"float largest = LaneTree.Max({Combined(dialect, "max", (a, b) => Larger(b, a))});");
            writer.WriteLine("max = largest;");
            writer.WriteLine($"var shift = {dialect.Vector}.Create(largest);");
            writer.WriteLine($"var factor = {dialect.Vector}.Create(scale);");
            writer.WriteLines(vectors.Select(v => $"var sum{v} = {dialect.VectorType}.Zero;"));
            WriteBlocks(v => $"""
                var y{v} = Exp(({dialect.Vector}.LoadUnsafe(ref x, {Offset(dialect, v)}) - shift) * factor);
                y{v}.StoreUnsafe(ref x, {Offset(dialect, v)});
                sum{v} += y{v};
                """);
            writer.WriteLine($"return {SumOfLanes(dialect)};");
        }

        void WriteBlocks(Func<int, string> print)
        {
            foreach ((string array, string count) in new[] { ("x", "count"), ("rest", "restCount") })
            {
                using (writer.OpenBlock($"for (nuint i = 0; i < {count}; i += 16)"))
                {
                    writer.WriteLines(vectors.Select(v => print(v).Replace("ref x", $"ref {array}")));
                }
            }
        }

        string Larger(string a, string b) => string.Format(dialect.Max, a, b);
    }

    private static string Offset(Dialect dialect, int vector) => vector == 0 ? "i" : $"i + {vector * dialect.Width}";

    /// <summary>Makes one vector of a block's, by the pairs of <c>LaneTree</c>: lane i with i + 8, then i + 4.</summary>
    private static string Combined(Dialect dialect, string name, Func<string, string, string> pair) => dialect.VectorsPerBlock switch
    {
        1 => $"{name}0",
        2 => pair($"{name}0", $"{name}1"),
        _ => pair(pair($"{name}0", $"{name}2"), pair($"{name}1", $"{name}3")),
    };

    /// <summary>The sum of <c>sum0</c>, <c>sum1</c>, ..., the vectors of a block.</summary>
    public static string SumOfLanes(Dialect dialect) => $"LaneTree.Sum({Combined(dialect, "sum", (a, b) => $"({a} + {b})")})";

    private static void WriteAtLeast(SourceWriter writer, Dialect dialect)
    {
        writer.WriteLine($$"""

            /// <summary>How many of <paramref name="count"/> floats, a multiple of 16, are at least <paramref name="limit"/>.</summary>
            {{KernelText.Optimize}}
            public static int CountAtLeast(ref float x, nuint count, float limit)
            {
                var least = {{dialect.Vector}}.Create(limit);
                var found = {{dialect.Vector}}<int>.Zero;
                for (nuint i = 0; i < count; i += {{dialect.Width}})
                {
                    found -= {{dialect.Vector}}.GreaterThanOrEqual({{dialect.Vector}}.LoadUnsafe(ref x, i), least).AsInt32();
                }

                return {{dialect.Vector}}.Sum(found);
            }
            """);
        writer.WriteLine($$"""

            /// <summary>The sum of those of <paramref name="count"/> floats, a multiple of 16, that are at least <paramref name="limit"/>.</summary>
            {{KernelText.Optimize}}
            """);
        int[] vectors = [.. Enumerable.Range(0, dialect.VectorsPerBlock)];
        using (writer.OpenBlock("public static float SumAtLeast(ref float x, nuint count, float limit)"))
        {
            writer.WriteLine($"var least = {dialect.Vector}.Create(limit);");
            writer.WriteLines(vectors.Select(v => $"var sum{v} = {dialect.VectorType}.Zero;"));
            using (writer.OpenBlock("for (nuint i = 0; i < count; i += 16)"))
            {
                writer.WriteLines(vectors.Select(v => $"""
                    var x{v} = {dialect.Vector}.LoadUnsafe(ref x, {Offset(dialect, v)});
                    sum{v} += {dialect.Vector}.ConditionalSelect({dialect.Vector}.GreaterThanOrEqual(x{v}, least), x{v}, {dialect.VectorType}.Zero);
                    """));
            }

            writer.WriteLine($"return {SumOfLanes(dialect)};");
        }
    }

    private static void WriteReduction(SourceWriter writer, Dialect dialect, string name, string summary,
        Func<string, string, string> step, string parameters = "", string? prologue = null, bool stores = false, int chains = 1)
    {
        int[] vectors = [.. Enumerable.Range(0, dialect.VectorsPerBlock)];
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

            writer.WriteLines(vectors.Select(v => $"var sum{v} = {dialect.Vector}.LoadUnsafe(ref lanes, {v * dialect.Width});"));
            writer.WriteLines(FurtherSums().Select(sum => $"var {sum.Further} = {dialect.VectorType}.Zero;"));
            writer.WriteLine("nuint i = 0;");
            if (chains > 1)
            {
                WriteLoop(chains);
            }

            WriteLoop(1);
            writer.WriteLines(FurtherSums().Select(sum => $"{sum.First} += {sum.Further};"));
            writer.WriteLines(vectors.Select(v => $"sum{v}.StoreUnsafe(ref lanes, {v * dialect.Width});"));
        }

        IEnumerable<(string First, string Further)> FurtherSums() =>
            Enumerable.Range(1, chains - 1).SelectMany(chain => vectors.Select(v => ($"sum{v}", KernelNames.Chain($"sum{v}", chain))));

        void WriteLoop(int blocks)
        {
            using (writer.OpenBlock($"for (; i {(blocks == 1 ? "" : $"+ {16 * (blocks - 1)} ")}< count; i += {16 * blocks})"))
            {
                for (int block = 0; block < blocks; block++)
                {
                    foreach (int v in vectors)
                    {
                        string x = KernelNames.Chain($"x{v}", block), offset = Offset(dialect, block * dialect.VectorsPerBlock + v);
                        writer.WriteLine($"var {x} = {dialect.Vector}.LoadUnsafe(ref x, {offset});");
                        writer.WriteLine(step(KernelNames.Chain($"sum{v}", block), x));
                        if (stores)
                        {
                            writer.WriteLine($"{x}.StoreUnsafe(ref x, {offset});");
                        }
                    }
                }
            }
        }
    }
}
