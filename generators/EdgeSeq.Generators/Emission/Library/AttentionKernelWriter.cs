using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>
/// Attention over a memory, and the way back. Scores are sums in 16 lanes as <see cref="ReductionWriter"/>'s; everything else adds row by row, each lane by
/// itself, so that no bit depends on the width of a vector.
/// </summary>
internal static class AttentionKernelWriter
{
    public static SourceText Emit(Dialect dialect)
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, $"attention of EdgeSeq.dll for {dialect.Title}.", "EdgeSeq.Numerics");
        using (writer.OpenBlock($"public static partial class {dialect.Kernels}"))
        {
            Write(writer, dialect);
        }

        return writer.ToSourceText();
    }

    private static void Write(SourceWriter writer, Dialect dialect)
    {
        WriteSum(writer, dialect, "DotScore", "The product of a query and a key", "ref float query, ref float key",
            v => $"sum{v} = {Fma(dialect, Load(dialect, "query", v), Load(dialect, "key", v), $"sum{v}")};");
        WriteSum(writer, dialect, "AdditiveScore", "gains tanh(query + key)", "ref float gains, ref float query, ref float key",
            v => $"sum{v} = {Fma(dialect, Load(dialect, "gains", v), $"Tanh({Load(dialect, "query", v)} + {Load(dialect, "key", v)})", $"sum{v}")};");
        writer.WriteLine($$"""

            /// <summary>sum[i] += factor * x[i] for <paramref name="count"/> floats, a multiple of 16.</summary>
            {{KernelText.Optimize}}
            private static void AddScaled(ref float sum, float factor, ref float x, int count)
            {
                var f = {{dialect.Vector}}.Create(factor);
                for (nuint i = 0; i < (nuint)count; i += {{dialect.Width}})
                {
                    {{Fma(dialect, "f", $"{dialect.Vector}.LoadUnsafe(ref x, i)", $"{dialect.Vector}.LoadUnsafe(ref sum, i)")}}.StoreUnsafe(ref sum, i);
                }
            }

            /// <summary>The softmax of the first scores, and zeros behind them.</summary>
            private static void SoftmaxOfScores(ref float scores, int count, int lanes)
            {
                Span<float> all = MemoryMarshal.CreateSpan(ref scores, lanes);
                if (count == 0)
                {
                    all.Clear();
                    return;
                }

                all.Slice(count).Fill(float.NegativeInfinity);
                float sum = Softmax(ref scores, (nuint)lanes, ref scores, 0, 1, out _);
                Scale(ref scores, (nuint)lanes, 1 / sum);
            }

            /// <summary>The mean of the values, weighted.</summary>
            private static void Mean(in AttentionShape shape, ref float memory, int count, ref float weights, ref float value)
            {
                MemoryMarshal.CreateSpan(ref value, shape.ValueLanes).Clear();
                for (int row = 0; row < count; row++)
                {
                    AddScaled(ref value, Unsafe.Add(ref weights, row), ref Unsafe.Add(ref memory, shape.ValueAt(row)), shape.ValueLanes);
                }
            }

            /// <summary>The gradients of the scores, behind the weights, from that of the mean; those of the values are added where somebody wants them.</summary>
            private static void ScoreGradients(in AttentionShape shape, ref float memory, int count, ref float weights, ref float adjoint, Span<float> memoryGradients)
            {
                ref float slopes = ref Unsafe.Add(ref weights, shape.WeightLanes);
                float mean = 0;
                for (int row = 0; row < count; row++)
                {
                    float weight = Unsafe.Add(ref weights, row), slope = DotScore(ref adjoint, ref Unsafe.Add(ref memory, shape.ValueAt(row)), shape.ValueLanes);
                    Unsafe.Add(ref slopes, row) = slope;
                    mean += weight * slope;
                    if (!memoryGradients.IsEmpty)
                    {
                        AddScaled(ref memoryGradients[shape.ValueAt(row)], weight, ref adjoint, shape.ValueLanes);
                    }
                }

                for (int row = 0; row < count; row++)
                {
                    Unsafe.Add(ref slopes, row) = Unsafe.Add(ref weights, row) * (Unsafe.Add(ref slopes, row) - mean);
                }
            }
            """);
        WriteAttention(writer, "Dot", "ref query, ");
        WriteAttention(writer, "Additive", "ref gains, ref query, ");
        WriteAdjoints(writer, dialect, "Dot", "", $"""
            sum = {Fma(dialect, "slope", "key", "sum")};
            var ofKey = slope * q;
            """, "");
        WriteAdjoints(writer, dialect, "Additive", $"""
            var gain = {dialect.Vector}.LoadUnsafe(ref gains, i);
            var ofGain = {dialect.VectorType}.Zero;
            """, $"""
            var y = Tanh(q + key);
            ofGain = {Fma(dialect, "slope", "y", "ofGain")};
            var ofKey = slope * gain * {string.Format(dialect.Fnma, "y", "y", $"{dialect.VectorType}.One")};
            sum += ofKey;
            """, "ofGain.StoreUnsafe(ref gainGradients, i);");
    }

    private static void WriteSum(SourceWriter writer, Dialect dialect, string name, string what, string parameters, Func<int, string> step)
    {
        int[] vectors = [.. Enumerable.Range(0, dialect.VectorsPerBlock)];
        writer.WriteLine($"""

            /// <summary>{what}, over <paramref name="count"/> floats, a multiple of 16.</summary>
            {KernelText.Optimize}
            """);
        using (writer.OpenBlock($"private static float {name}({parameters}, int count)"))
        {
            writer.WriteLines(vectors.Select(v => $"var sum{v} = {dialect.VectorType}.Zero;"));
            using (writer.OpenBlock("for (nuint i = 0; i < (nuint)count; i += 16)"))
            {
                writer.WriteLines(vectors.Select(step));
            }

            writer.WriteLine($"return {ReductionWriter.SumOfLanes(dialect)};");
        }
    }

    private static void WriteAttention(SourceWriter writer, string way, string operands) => writer.WriteLine($$"""

        /// <summary>What a memory has for a query.</summary>
        /// <param name="shape">Where it holds what.</param>
        /// <param name="memory">The memory.</param>
        /// <param name="gains">What each unit of an additive score counts.</param>
        /// <param name="query">The query, in whole blocks.</param>
        /// <param name="weights">Receives the weights of the rows.</param>
        /// <param name="value">Receives the weighted mean of the values; zeros where there is no row.</param>
        public static void {{way}}Attention(in AttentionShape shape, ref float memory, ref float gains, ref float query, ref float weights, ref float value)
        {
            int count = shape.CountOf(ref memory);
            for (int row = 0; row < count; row++)
            {
                Unsafe.Add(ref weights, row) = {{way}}Score({{operands}}ref Unsafe.Add(ref memory, shape.KeyAt(row)), shape.KeyLanes);
            }

            SoftmaxOfScores(ref weights, count, shape.WeightLanes);
            Mean(shape, ref memory, count, ref weights, ref value);
        }
        """);

    private static void WriteAdjoints(SourceWriter writer, Dialect dialect, string way, string before, string row, string behind)
    {
        writer.WriteLine($"""

            /// <summary>The way back of <see cref="{way}Attention"/>.</summary>
            /// <param name="shape">Where the memory holds what.</param>
            /// <param name="memory">The memory.</param>
            /// <param name="gains">As there.</param>
            /// <param name="query">The query; its gradient takes its place.</param>
            /// <param name="weights">The weights; the gradients of the scores are left behind them.</param>
            /// <param name="adjoint">The gradient of the value, in whole blocks.</param>
            /// <param name="gainGradients">Receives those of the gains, of an additive score.</param>
            /// <param name="memoryGradients">Those of the memory are added here; empty where nobody wants them.</param>
            {KernelText.Optimize}
            """);
        using (writer.OpenBlock($"""
            public static void {way}AttentionAdjoints(
                in AttentionShape shape, ref float memory, ref float gains, ref float query, ref float weights, ref float adjoint, ref float gainGradients, Span<float> memoryGradients)
            """))
        {
            writer.WriteLine("int count = shape.CountOf(ref memory);");
            writer.WriteLine("ScoreGradients(shape, ref memory, count, ref weights, ref adjoint, memoryGradients);");
            writer.WriteLine("ref float slopes = ref Unsafe.Add(ref weights, shape.WeightLanes);");
            using (writer.OpenBlock($"for (nuint i = 0; i < (nuint)shape.KeyLanes; i += {dialect.Width})"))
            {
                writer.WriteLine($"var q = {dialect.Vector}.LoadUnsafe(ref query, i);");
                writer.WriteLine($"var sum = {dialect.VectorType}.Zero;");
                WriteIfAny(writer, before);
                using (writer.OpenBlock("for (int row = 0; row < count; row++)"))
                {
                    writer.WriteLine($"var slope = {dialect.Vector}.Create(Unsafe.Add(ref slopes, row));");
                    writer.WriteLine($"var key = {dialect.Vector}.LoadUnsafe(ref memory, (nuint)shape.KeyAt(row) + i);");
                    writer.WriteLine(row);
                    using (writer.OpenBlock("if (!memoryGradients.IsEmpty)"))
                    {
                        writer.WriteLine("ref float gradients = ref memoryGradients[shape.KeyAt(row)];");
                        writer.WriteLine($"({dialect.Vector}.LoadUnsafe(ref gradients, i) + ofKey).StoreUnsafe(ref gradients, i);");
                    }
                }

                writer.WriteLine("sum.StoreUnsafe(ref query, i);");
                WriteIfAny(writer, behind);
            }
        }
    }

    private static void WriteIfAny(SourceWriter writer, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteLine(text);
        }
    }

    private static string Fma(Dialect dialect, string a, string b, string c) => string.Format(dialect.Fma, a, b, c);

    private static string Load(Dialect dialect, string array, int vector) => $"{dialect.Vector}.LoadUnsafe(ref {array}, {(vector == 0 ? "i" : $"i + {vector * dialect.Width}")})";
}
