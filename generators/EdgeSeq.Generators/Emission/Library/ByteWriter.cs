using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>
/// Rows of floats as bytes and back, for weights of 8 bits. A number is rounded by one fused multiply-add with 1.5 * 2^23, whose low byte is then the
/// whole number, to nearest even as everywhere.
/// </summary>
internal static class ByteWriter
{
    private const int RoundsToInteger = 12_582_912;

    public static void Write(SourceWriter writer, Dialect dialect)
    {
        int[] vectors = [.. Enumerable.Range(0, dialect.VectorsPerBlock)];
        string At(int v) => v == 0 ? "i" : $"i + {v * dialect.Width}";
        string Bytes(string factor, string bound)
        {
            string[] whole = [.. vectors.Select(v => Rounded(KernelText.Load(dialect, "x", At(v)), factor, bound))];
            return string.Join("\n        ", whole.Select((text, v) => $"var q{v} = {text};"))
                + $"\n        {string.Format(dialect.Bytes.Narrow, [.. vectors.Select(v => (object)$"q{v}")])}.StoreUnsafe(ref first, i);";
        }

        string Rounded(string x, string factor, string bound) => string.Format(
            dialect.Fma, string.Format(dialect.Max, string.Format(dialect.Min, x, bound), $"-{bound}"), factor, $"{dialect.Vector}.Create({RoundsToInteger + dialect.Dot.Offset}f)") + ".AsInt32()";

        writer.WriteLine($$"""

            /// <summary>round(127 x) of each of <paramref name="count"/> floats, a multiple of 16, as bytes{{Excess(dialect)}}. Beyond 1 counts as 1, and so does NaN.</summary>
            {{KernelText.Optimize}}
            public static void UnitToBytes(ref float x, ref int bytes, nuint count)
            {
                ref byte first = ref Unsafe.As<int, byte>(ref bytes);
                var bound = {{dialect.Vector}}.Create(1f);
                for (nuint i = 0; i < count; i += 16)
                {
                    {{Bytes($"{dialect.Vector}.Create(127f)", "bound")}}
                }
            }

            /// <summary>
            /// round(x / step) of each of <paramref name="count"/> floats as bytes{{Excess(dialect)}}, where the largest number is 127 steps. What lies behind them in the last
            /// block of 16 becomes bytes that mean nothing. NaN counts as the largest number, infinity as the largest float.
            /// </summary>
            /// <returns>The step.</returns>
            {{KernelText.Optimize}}
            public static float ToBytes(ref float x, ref int bytes, int count)
            {
                float largest = KernelMemory.LargestOf(ref x, count);
                ref byte first = ref Unsafe.As<int, byte>(ref bytes);
                var bound = {{dialect.Vector}}.Create(largest);
                var factor = {{dialect.Vector}}.Create(largest > 1e-36f ? 127 / largest : 0);
                for (nuint i = 0; i < (nuint)count; i += 16)
                {
                    {{Bytes("factor", "bound")}}
                }

                return largest / 127;
            }

            /// <summary>The bytes of a row as floats, each times its scale: <paramref name="count"/>, a multiple of 16, in a quarter as many cells.</summary>
            {{KernelText.Optimize}}
            public static void ToFloats(ref float cells, ref float scales, ref float row, nuint count)
            {
                ref sbyte first = ref Unsafe.As<float, sbyte>(ref cells);
                for (nuint i = 0; i < count; i += 16)
                {
                    var bytes = Vector128.LoadUnsafe(ref first, i);
                    {{string.Join("\n        ", vectors.Select(v => $"({dialect.Vector}.ConvertToSingle({string.Format(dialect.Bytes.Widen[v], "bytes")}) * {KernelText.Load(dialect, "scales", At(v))}).StoreUnsafe(ref row, {At(v)});"))}}
                }
            }
            """);
    }

    private static string Excess(Dialect dialect) => dialect.Dot.Offset == 0 ? "" : $", {dialect.Dot.Offset} more than it is";
}
