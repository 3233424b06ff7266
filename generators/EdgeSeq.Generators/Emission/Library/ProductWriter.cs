using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>Products of whole matrices in panels, cut into register tiles.</summary>
internal static class ProductWriter
{
    public static void Write(SourceWriter writer, Dialect dialect)
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
                            Chains(shape.Chains, rows, blocks, planes, depth, ref a, aRow, aPlane, ref b, width, ref sums, cRow, 16);
                        }
                        else
                        {
                            Chains(shape.Chains, rows, shape.Gates, planes, depth, ref a, aRow, aPlane, ref b, width, ref sums, cRow, cPlane);
                        }
                    }

                    panels = ref Unsafe.Add(ref panels, shape.Depth * width);
                }
            }

            /// <summary>A product whose sums are cut into chains: the first starts from C, the others from zero.</summary>
            private static void Chains(
                int chains, int rows, int columns, int runs, int depth, ref float a, nint aRow, nint aRun, ref float b, nint bStep, ref float c, nint cRow, nint cColumn)
            {
                if (chains == 1)
                {
                    Tiles(rows, columns, runs, depth, ref a, aRow, 1, aRun, ref b, bStep, depth * bStep, 16, ref c, cRow, cColumn);
                    return;
                }

                const int mostRows = 8, mostFloats = {{(MatrixGroup.MaxChains - 1) * MatrixGroup.MaxChainedBlocks * MatrixGroup.BlockSize}} * mostRows;
                Span<float> others = stackalloc float[mostFloats];
                int otherRow = columns * 16, other = mostRows * otherRow;
                while (rows > 0)
                {
                    int count = Math.Min(rows, mostRows);
                    others.Slice(0, (chains - 1) * other).Clear();
                    Tiles(count, columns, runs, (depth + chains - 1) / chains, ref a, aRow, chains, aRun, ref b, chains * bStep, depth * bStep, 16, ref c, cRow, cColumn);
                    for (int chain = 1; chain < chains; chain++)
                    {
                        Tiles(count, columns, runs, (depth + chains - 1 - chain) / chains, ref Unsafe.Add(ref a, chain), aRow, chains, aRun,
                            ref Unsafe.Add(ref b, chain * bStep), chains * bStep, depth * bStep, 16, ref others[(chain - 1) * other], otherRow, 16);
                    }

                    for (int row = 0; row < count; row++)
                    {
                        for (int column = 0; column < columns; column++)
                        {
                            AddChains(chains, ref Unsafe.Add(ref c, row * cRow + column * cColumn), ref others[row * otherRow + column * 16], other);
                        }
                    }

                    a = ref Unsafe.Add(ref a, count * aRow);
                    c = ref Unsafe.Add(ref c, count * cRow);
                    rows -= count;
                }
            }

            /// <summary>sum = sum + chain 1, or (sum + chain 1) + (chain 2 + chain 3), for a block of 16.</summary>
            private static void AddChains(int chains, ref float sum, ref float others, int other)
            {
                for (nuint i = 0; i < 16; i += {{dialect.Width}})
                {
                    var total = {{dialect.Vector}}.LoadUnsafe(ref sum, i) + {{dialect.Vector}}.LoadUnsafe(ref others, i);
                    if (chains > 2)
                    {
                        total += {{dialect.Vector}}.LoadUnsafe(ref others, (nuint)other + i) + {{dialect.Vector}}.LoadUnsafe(ref others, (nuint)(2 * other) + i);
                    }

                    total.StoreUnsafe(ref sum, i);
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
                            Tiles(end - first, blocks, rows, steps, ref x, 1, aStep, aRow, ref Unsafe.Add(ref d, 16 * block), dStep, dRow, 16, ref sums, width, 16);
                        }
                        else
                        {
                            for (int i = 0; i < blocks; i++)
                            {
                                Tiles(end - first, shape.Gates, rows, steps, ref x, 1, aStep, aRow, ref Unsafe.Add(ref d, 16 * (block + i)), dStep, dRow, dPlane,
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
