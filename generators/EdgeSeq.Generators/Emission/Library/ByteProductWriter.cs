using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Tiling;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>
/// Products of several rows with matrices of bytes, for one dialect of <see cref="DialectCatalogue.Int8"/> and one format of the rows: the weights are read once for a tile of rows. A class of its own,
/// which programs that run one row at a time do not keep.
/// </summary>
internal static class ByteProductWriter
{
    /// <summary>Rows whose bytes are made together: they stay in the first-level cache while panels pass.</summary>
    private static readonly int Rows = 2 * CommonTiles.Rows;

    /// <summary>Bytes that those may take of the stack.</summary>
    private const int MostBytes = 1 << 16;

    public static SourceText Emit(Dialect dialect, StateFormat states)
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, $"products of bytes of EdgeSeq.dll for {dialect.Title}{(states.Digits == 1 ? "" : $", of states of {states.Bits} bits")}.", "EdgeSeq.Numerics");
        writer.WriteLine($"""
            /// <summary>Products of several rows{(states.Digits == 1 ? "" : $", as numbers of {states.Bits} bits,")} with weights of 8 bits for {dialect.Title}. Called by generated code; arguments are not checked.</summary>
            [EditorBrowsableAttribute(EditorBrowsableState.Never)]
            {FileHeader.GeneratedCode}
            """);
        using (writer.OpenBlock($"public static class {dialect.ByteKernels(states)}"))
        {
            WriteMultiply(writer, dialect, states);
            ByteTileWriter.Write(writer, dialect, states);
        }

        return writer.ToSourceText();
    }

    private static void WriteMultiply(SourceWriter writer, Dialect dialect, StateFormat states)
    {
        writer.WriteLine($"""
            /// <summary>
            /// C += A M for a matrix M of bytes in panels, behind which its scales lie, and the sums' corrections behind those: <c>c[i * cRow + gate * cPlane + j]</c> gains
            /// scale_j step_i S_ij, rounded once, where S is the whole product of M and <paramref name="count"/> numbers of A's row i as {(states.Digits == 1 ? "bytes" : $"whole numbers of {states.Bits} bits")}.
            /// </summary>
            /// <param name="rows">Rows of A and C.</param>
            /// <param name="shape">M. Its depth is in cells of four inputs.</param>
            /// <param name="count">Inputs k.</param>
            /// <param name="isUnit">Whether they stay within -1 and 1: steps are 1 / {states.Steps} then, else a row's largest number decides.</param>
            /// <param name="a">A, whole blocks of 16 a row.</param>
            /// <param name="aRow">Floats from row to row.</param>
            /// <param name="panels">M.</param>
            /// <param name="c">C.</param>
            /// <param name="cRow">Floats from row to row.</param>
            /// <param name="cPlane">Floats from gate to gate.</param>
            """);
        using (writer.OpenBlock("public static void Multiply(int rows, PanelShape shape, int count, bool isUnit, ref float a, nint aRow, ref float panels, ref float c, nint cRow, nint cPlane)"))
        {
            if (dialect.ByteTiles is { } better)
            {
                using (writer.OpenBlock($"if ({better.IsSupported})"))
                {
                    writer.WriteLine($"{better.ByteKernels(states)}.Multiply(rows, shape, count, isUnit, ref a, aRow, ref panels, ref c, cRow, cPlane);");
                    writer.WriteLine("return;");
                }

                writer.WriteLine();
            }

            writer.WriteLine($$"""
                int lanes = (count + 15) / 16 * 16, cells = {{(states.Digits == 1 ? "" : $"{states.Digits} * ")}}lanes / 4, most = Math.Min(rows, Math.Clamp({{MostBytes / 4}} / cells, 1, {{Rows}}));
                Span<int> bytes = stackalloc int[most * cells];
                Span<float> steps = stackalloc float[{{Rows}}];
                for (; rows > 0; rows -= most)
                {
                    most = Math.Min(most, rows);
                    for (int row = 0; row < most; row++)
                    {
                        ref float source = ref Unsafe.Add(ref a, row * aRow);
                        ref int operand = ref bytes[row * cells];
                        if (isUnit)
                        {
                            {{dialect.Kernels}}.UnitTo{{states.Name}}(ref source, ref operand, (nuint)lanes);
                            steps[row] = 1f / {{states.Steps}};
                        }
                        else
                        {
                            steps[row] = {{dialect.Kernels}}.To{{states.Name}}(ref source, ref operand, count);
                        }
                    }

                    Panels(most, shape, ref bytes[0], cells, ref steps[0], ref panels, ref c, cRow, cPlane);
                    a = ref Unsafe.Add(ref a, most * aRow);
                    c = ref Unsafe.Add(ref c, most * cRow);
                }
                """);
        }

        writer.WriteLine("""

            private static void Panels(int rows, PanelShape shape, ref int a, nint aRow, ref float steps, ref float panels, ref float c, nint cRow, nint cPlane)
            {
                nint corrections = 16 * (nint)shape.Gates * shape.Blocks;
                ref float scales = ref Unsafe.Add(ref panels, shape.Depth * corrections);
                for (int block = 0; block < shape.Blocks; block += shape.BlocksPerPanel)
                {
                    int blocks = Math.Min(shape.BlocksPerPanel, shape.Blocks - block), columns = shape.Gates == 1 ? blocks : shape.Gates;
                    nint width = 16 * shape.Gates * blocks, cColumn = shape.Gates == 1 ? 16 : cPlane;
                    for (int i = 0; i < blocks * shape.Gates; i += columns)
                    {
                        Tiles(rows, columns, shape.Depth, ref a, aRow, ref steps, ref Unsafe.Add(ref panels, 16 * i), width,
                            ref Unsafe.Add(ref scales, 16 * (shape.Gates * block + i)), (nuint)corrections, ref Unsafe.Add(ref c, 16 * (block + i / shape.Gates)), cRow, cColumn);
                    }

                    panels = ref Unsafe.Add(ref panels, shape.Depth * width);
                }
            }
            """);
    }
}
