using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>
/// Rows of floats as bytes and back, for weights of 8 bits. A number is rounded by one fused multiply-add with 1.5 * 2^23, whose low bits are then the
/// whole number, to nearest even as everywhere.
/// </summary>
internal static class ByteWriter
{
    private const int RoundsToInteger = 12_582_912;

    public static void Write(SourceWriter writer, Dialect dialect)
    {
        foreach (StateFormat states in StateFormat.All)
        {
            WriteRounding(writer, dialect, states);
        }

        writer.WriteLine($$"""

            /// <summary>The bytes of a row as floats, each times its scale: <paramref name="count"/>, a multiple of 16, in a quarter as many cells.</summary>
            {{KernelText.Optimize}}
            public static void ToFloats(ref float cells, ref float scales, ref float row, nuint count)
            {
                ref sbyte first = ref Unsafe.As<float, sbyte>(ref cells);
                for (nuint i = 0; i < count; i += 16)
                {
                    var bytes = Vector128.LoadUnsafe(ref first, i);
                    {{string.Join("\n        ", Vectors(dialect).Select(v => $"({dialect.Vector}.ConvertToSingle({string.Format(dialect.Bytes.Widen[v], "bytes")}) * {KernelText.Load(dialect, "scales", At(dialect, v))}).StoreUnsafe(ref row, {At(dialect, v)});"))}}
                }
            }
            """);
    }

    private static void WriteRounding(SourceWriter writer, Dialect dialect, StateFormat states)
    {
        // Below this the factor would be infinite.
        string negligible = states.Digits == 1 ? "1e-36f" : "1e-34f";
        writer.WriteLine($$"""

            /// <summary>round({{states.Steps}} x) of each of <paramref name="count"/> floats, a multiple of 16, {{Describe(dialect, states)}}. Beyond 1 counts as 1, and so does NaN.</summary>
            {{KernelText.Optimize}}
            public static void UnitTo{{states.Name}}(ref float x, ref int bytes, nuint count)
            {
                ref byte first = ref Unsafe.As<int, byte>(ref bytes);
                var bound = {{dialect.Vector}}.Create(1f);
                for (nuint i = 0; i < count; i += 16)
                {
                    {{Block(dialect, states, $"{dialect.Vector}.Create({states.Steps}f)", "count")}}
                }
            }

            /// <summary>
            /// round(x / step) of each of <paramref name="count"/> floats {{Describe(dialect, states)}}, where the largest number is {{states.Steps}} steps. What lies behind them in the last
            /// block of 16 becomes bytes that mean nothing. NaN counts as the largest number, infinity as the largest float.
            /// </summary>
            /// <returns>The step.</returns>
            {{KernelText.Optimize}}
            public static float To{{states.Name}}(ref float x, ref int bytes, int count)
            {
                float largest = KernelMemory.LargestOf(ref x, count);
                ref byte first = ref Unsafe.As<int, byte>(ref bytes);
                var bound = {{dialect.Vector}}.Create(largest);
                var factor = {{dialect.Vector}}.Create(largest > {{negligible}} ? {{states.Steps}} / largest : 0);
                for (nuint i = 0; i < (nuint)count; i += 16)
                {
                    {{Block(dialect, states, "factor", "(nuint)(count + 15) / 16 * 16")}}
                }

                return largest / {{states.Steps}};
            }
            """);
    }

    /// <summary>Rounds 16 numbers. The lower of two digits lies <paramref name="distance"/> bytes behind the upper one.</summary>
    private static string Block(Dialect dialect, StateFormat states, string factor, string distance)
    {
        int offset = dialect.Dot.Offset << (StateFormat.DigitBits * (states.Digits - 1));   // the first digit's
        IEnumerable<string> lines = Vectors(dialect).Select(v =>
        {
            string bounded = string.Format(dialect.Max, string.Format(dialect.Min, KernelText.Load(dialect, "x", At(dialect, v)), "bound"), "-bound");
            return $"var q{v} = {string.Format(dialect.Fma, bounded, factor, $"{dialect.Vector}.Create({RoundsToInteger + offset}f)")}.AsInt32();";
        });
        if (states.Digits > 1)
        {
            lines =
            [
                .. lines,
                .. Vectors(dialect).Select(v => $"var d{v} = q{v} & {dialect.Vector}.Create({(1 << StateFormat.DigitBits) - 1});"),
                $"{Narrow("d")}.StoreUnsafe(ref first, i + {distance});",
                .. Vectors(dialect).Select(v => $"q{v} >>= {StateFormat.DigitBits};"),
            ];
        }

        return string.Join("\n        ", lines.Append($"{Narrow("q")}.StoreUnsafe(ref first, i);"));

        string Narrow(string name) => string.Format(dialect.Bytes.Narrow, [.. Vectors(dialect).Select(v => (object)$"{name}{v}")]);
    }

    private static IEnumerable<int> Vectors(Dialect dialect) => Enumerable.Range(0, dialect.VectorsPerBlock);

    private static string At(Dialect dialect, int vector) => vector == 0 ? "i" : $"i + {vector * dialect.Width}";

    private static string Describe(Dialect dialect, StateFormat states)
    {
        string excess = dialect.Dot.Offset == 0 ? "" : $", {dialect.Dot.Offset} more than it is";
        return states.Digits == 1 ? $"as bytes{excess}"
            : $"as two bytes: what is above its lowest {StateFormat.DigitBits} bits{excess}, and as far behind as there are numbers in whole blocks of 16 those bits";
    }
}
