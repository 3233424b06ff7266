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
            Write(writer, dialect);
        }

        return writer.ToSourceText();
    }

    private static void Write(SourceWriter writer, Dialect dialect)
    {
        string later = dialect.Prefetches ? ", ref Unsafe.Add(ref panel, share * runs * depth * (width + 16 * columns * i)), share" : "";
        string nothing = dialect.Prefetches ? ", ref sums, 0" : "";
        writer.WriteLine($$"""

            /// <summary>
            /// C += A M for a matrix M in panels: <c>c[i * cRow + gate * cPlane + j]</c> gains the sum over k of A's element k of row i
            /// times M's (k, j), in as many chains as the shape says, each with k ascending. A's row is <paramref name="planes"/>
            /// runs of equal length, <paramref name="aPlane"/> floats apart. For many rows k is cut into slices: all tiles
            /// of rows and columns read a slice before it leaves the second cache, while they ask for the next.
            /// </summary>
            public static void Multiply(
                int rows, PanelShape shape, int planes, ref float a, nint aRow, nint aPlane, ref float panels, ref float c, nint cRow, nint cPlane)
            {
                int depth = shape.Depth / planes;
                int slice = shape.Chains == 1 && rows >= {{dialect.TileRows[0]}} ? Math.Min(256, depth) : depth;
                int runs = slice == depth ? planes : 1;
                for (int block = 0; block < shape.Blocks; block += shape.BlocksPerPanel)
                {
                    int blocks = Math.Min(shape.BlocksPerPanel, shape.Blocks - block);
                    nint width = 16 * shape.Gates * blocks;
                    for (int plane = 0; plane < planes; plane += runs)
                    {
                        for (int k = 0; k < depth; k += slice)
                        {
                            MultiplyPanel(rows, shape, blocks, runs, Math.Min(slice, depth - k), ref Unsafe.Add(ref a, plane * aPlane + k), aRow, aPlane,
                                ref Unsafe.Add(ref panels, (plane * depth + k) * width), depth * width, ref Unsafe.Add(ref c, 16 * block), cRow, cPlane);
                        }
                    }

                    panels = ref Unsafe.Add(ref panels, shape.Depth * width);
                }
            }

            /// <summary>The same for a panel, or for a slice of its k, whatever follows it in memory being what is read next.</summary>
            {{KernelText.Inline}}
            private static void MultiplyPanel(
                int rows, PanelShape shape, int blocks, int runs, int depth, ref float a, nint aRow, nint aRun, ref float panel, nint panelRun, ref float c, nint cRow, nint cPlane)
            {
                bool isOnePlane = shape.Gates == 1;   // whose columns are the blocks, not the gates of a block
                int groups = isOnePlane ? 1 : blocks, columns = isOnePlane ? blocks : shape.Gates;
                nint width = 16 * shape.Gates * blocks{{(dialect.Prefetches ? ", share = shape.Streams ? 1 : 0" : "")}};
                for (int i = 0; i < groups; i++)
                {
                    Tiles(rows, columns, shape.Chains, runs, depth, ref a, aRow, 1, aRun, ref Unsafe.Add(ref panel, 16 * columns * i), width, panelRun, 16,
                        ref Unsafe.Add(ref c, 16 * i), cRow, isOnePlane ? 16 : cPlane{{later}});
                }
            }

            /// <summary>
            /// M += A^T D for a share of a matrix M in panels: element (k, j) of a gate gains the sum over rows b, ascending, and in each over steps t,
            /// ascending, of <c>a[b * aRow + t * aStep + k] * d[b * dRow + t * dStep + gate * dPlane + j]</c>.
            /// </summary>
            public static void AddOuter(
                int rows, int steps, PanelShape shape, ref float a, nint aRow, nint aStep, ref float d, nint dRow, nint dStep, nint dPlane, ref float panels, WorkShare share)
            {
                bool isOnePlane = shape.Gates == 1;
                for (int block = 0; block < shape.Blocks; block += shape.BlocksPerPanel)
                {
                    int blocks = Math.Min(shape.BlocksPerPanel, shape.Blocks - block);
                    int groups = isOnePlane ? 1 : blocks, columns = isOnePlane ? blocks : shape.Gates;
                    nint width = 16 * shape.Gates * blocks;
                    (int first, int end) = share.Inputs(shape, block, blocks);
                    if (first < end)
                    {
                        ref float x = ref Unsafe.Add(ref a, first);
                        ref float sums = ref Unsafe.Add(ref panels, first * width);
                        for (int i = 0; i < groups; i++)
                        {
                            Tiles(end - first, columns, 1, rows, steps, ref x, 1, aStep, aRow, ref Unsafe.Add(ref d, 16 * (block + i)), dStep, dRow, isOnePlane ? 16 : dPlane,
                                ref Unsafe.Add(ref sums, 16 * columns * i), width, 16{{nothing}});
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
