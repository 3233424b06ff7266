using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>Products of whole matrices in panels, cut into register tiles.</summary>
internal static class ProductWriter
{
    public static SourceText Emit(Dialect dialect)
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, $"products of EdgeSeq.dll for {dialect.Title}.", "EdgeSeq.Numerics");
        using (writer.OpenBlock($"public static partial class {dialect.Kernels}"))
        {
            TileWriter.Write(writer, dialect);
            Write(writer, dialect);
        }

        return writer.ToSourceText();
    }

    private static void Write(SourceWriter writer, Dialect dialect)
    {
        writer.WriteLine($$"""

            /// <summary>
            /// C += A M for a matrix M in panels: <c>c[i * cRow + gate * cPlane + j]</c> gains the sum over k of A's element k of row i
            /// times M's (k, j), in as many chains as the shape says, each with k ascending. A's row is <paramref name="planes"/>
            /// runs of equal length, <paramref name="aPlane"/> floats apart.
            /// </summary>
            public static void Multiply(
                int rows, PanelShape shape, int planes, ref float a, nint aRow, nint aPlane, ref float panels, ref float c, nint cRow, nint cPlane)
            {
                int depth = shape.Depth / planes;
                for (int block = 0; block < shape.Blocks; block += shape.BlocksPerPanel)
                {
                    int blocks = Math.Min(shape.BlocksPerPanel, shape.Blocks - block);
                    nint width = 16 * shape.Gates * blocks;
                    for (int i = 0; i < (shape.Gates == 1 ? 1 : blocks); i++)
                    {
                        ref float b = ref Unsafe.Add(ref panels, 16 * shape.Gates * i);
                        ref float sums = ref Unsafe.Add(ref c, 16 * (block + i));
                        if (shape.Gates == 1)
                        {
                            Tiles(rows, blocks, shape.Chains, planes, depth, ref a, aRow, 1, aPlane, ref b, width, depth * width, 16, ref sums, cRow, 16);
                        }
                        else
                        {
                            Tiles(rows, shape.Gates, shape.Chains, planes, depth, ref a, aRow, 1, aPlane, ref b, width, depth * width, 16, ref sums, cRow, cPlane);
                        }
                    }

                    panels = ref Unsafe.Add(ref panels, shape.Depth * width);
                }
            }

            /// <summary>
            /// M += A^T D for a share of a matrix M in panels: element (k, j) of a gate gains the sum over rows b, ascending, and in each over steps t,
            /// ascending, of <c>a[b * aRow + t * aStep + k] * d[b * dRow + t * dStep + gate * dPlane + j]</c>.
            /// </summary>
            public static void AddOuter(
                int rows, int steps, PanelShape shape, ref float a, nint aRow, nint aStep, ref float d, nint dRow, nint dStep, nint dPlane, ref float panels, WorkShare share)
            {
                for (int block = 0; block < shape.Blocks; block += shape.BlocksPerPanel)
                {
                    int blocks = Math.Min(shape.BlocksPerPanel, shape.Blocks - block);
                    nint width = 16 * shape.Gates * blocks;
                    (int first, int end) = share.Inputs(shape, block, blocks);
                    if (first < end)
                    {
                        ref float x = ref Unsafe.Add(ref a, first);
                        ref float sums = ref Unsafe.Add(ref panels, first * width);
                        if (shape.Gates == 1)
                        {
                            Tiles(end - first, blocks, 1, rows, steps, ref x, 1, aStep, aRow, ref Unsafe.Add(ref d, 16 * block), dStep, dRow, 16, ref sums, width, 16);
                        }
                        else
                        {
                            for (int i = 0; i < blocks; i++)
                            {
                                Tiles(end - first, shape.Gates, 1, rows, steps, ref x, 1, aStep, aRow, ref Unsafe.Add(ref d, 16 * (block + i)), dStep, dRow, dPlane,
                                    ref Unsafe.Add(ref sums, 16 * shape.Gates * i), width, 16);
                            }
                        }
                    }

                    panels = ref Unsafe.Add(ref panels, shape.Depth * width);
                }
            }
            """);
        writer.WriteLine($$"""

            /// <summary>sum[i] += x[i] for <paramref name="count"/> floats, a multiple of 16.</summary>
            {{KernelText.Optimize}}
            public static void Add(ref float sum, ref float x, nuint count)
            {
                for (nuint i = 0; i < count; i += {{dialect.Width}})
                {
                    ({{dialect.Vector}}.LoadUnsafe(ref sum, i) + {{dialect.Vector}}.LoadUnsafe(ref x, i)).StoreUnsafe(ref sum, i);
                }
            }
            """);
    }
}
