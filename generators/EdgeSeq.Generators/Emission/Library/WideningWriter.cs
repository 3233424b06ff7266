using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>Rows of bfloat16 as floats.</summary>
internal static class WideningWriter
{
    public static void Write(SourceWriter writer, Dialect dialect)
    {
        writer.WriteLine($$"""

            /// <summary>
            /// A row of bfloat16 as <paramref name="count"/> floats, a multiple of 16. Two blocks of 16 lie in the same cells: the first in the lower halves, the second in the upper ones.
            /// </summary>
            {{KernelText.Optimize}}
            public static void Widen(ref float cells, ref float row, nuint count)
            {
                nuint i = 0;
                for (; i + 32 <= count; i += 32)
                {
                    {{string.Join("\n        ", Enumerable.Range(0, dialect.VectorsPerBlock).SelectMany(v => new[] { Store(v, isUpper: false), Store(v, isUpper: true) }))}}
                }

                if (i < count)
                {
                    {{string.Join("\n        ", Enumerable.Range(0, dialect.VectorsPerBlock).Select(v => Store(v, isUpper: false)))}}
                }
            }
            """);

        string Store(int v, bool isUpper) =>
            $"{WeightLoad.Half(dialect, KernelText.Load(dialect, "cells", At("i / 2", v * dialect.Width)), isUpper)}.StoreUnsafe(ref row, {At("i", v * dialect.Width + (isUpper ? 16 : 0))});";
    }

    private static string At(string index, int lane) => lane == 0 ? index : $"{index} + {lane}";
}
