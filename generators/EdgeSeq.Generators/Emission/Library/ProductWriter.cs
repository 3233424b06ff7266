using EdgeSeq.Generators.Dialects;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>Products of whole matrices in panels, cut into register tiles.</summary>
internal static class ProductWriter
{
    public static void Write(SourceWriter writer, Dialect dialect)
    {
        writer.WriteLine("""

            /// <summary>
            /// C += A M for a matrix M in panels: <c>c[i * cRow + gate * cPlane + j]</c> gains the sum over k, ascending, of
            /// A's element k of row i times M's (k, j). A's row is <paramref name="planes"/> runs of equal length,
            /// <paramref name="aPlane"/> floats apart.
            /// </summary>
            public static void Multiply(
                int rows, PanelShape shape, int planes, ref float a, nint aRow, nint aPlane, ref float panels, ref float c, nint cRow, nint cPlane)
            {
                int depth = shape.Depth / planes;
                for (int block = 0; block < shape.Blocks; block += shape.BlocksPerPanel)
                {
                    int blocks = Math.Min(shape.BlocksPerPanel, shape.Blocks - block);
                    nint width = 16 * shape.Gates * blocks;
                    ref float x = ref a;
                    for (int plane = 0; plane < planes; plane++)
                    {
                        if (shape.Gates == 1)
                        {
                            Tiles(rows, blocks, depth, ref x, aRow, 1, ref panels, width, 16, ref Unsafe.Add(ref c, 16 * block), cRow, 16);
                        }
                        else
                        {
                            for (int i = 0; i < blocks; i++)
                            {
                                Tiles(rows, shape.Gates, depth, ref x, aRow, 1, ref Unsafe.Add(ref panels, 16 * shape.Gates * i), width, 16,
                                    ref Unsafe.Add(ref c, 16 * (block + i)), cRow, cPlane);
                            }
                        }

                        x = ref Unsafe.Add(ref x, aPlane);
                        panels = ref Unsafe.Add(ref panels, depth * width);
                    }
                }
            }

            /// <summary>
            /// M += A^T D for a matrix M in panels: element (k, j) of a gate gains the sum over steps t, ascending, of
            /// <c>a[t * aStep + k] * d[t * dStep + gate * dPlane + j]</c>.
            /// </summary>
            public static void AddOuter(
                int steps, PanelShape shape, ref float a, nint aStep, ref float d, nint dStep, nint dPlane, ref float panels)
            {
                for (int block = 0; block < shape.Blocks; block += shape.BlocksPerPanel)
                {
                    int blocks = Math.Min(shape.BlocksPerPanel, shape.Blocks - block);
                    nint width = 16 * shape.Gates * blocks;
                    if (shape.Gates == 1)
                    {
                        Tiles(shape.Depth, blocks, steps, ref a, 1, aStep, ref Unsafe.Add(ref d, 16 * block), dStep, 16, ref panels, width, 16);
                    }
                    else
                    {
                        for (int i = 0; i < blocks; i++)
                        {
                            Tiles(shape.Depth, shape.Gates, steps, ref a, 1, aStep, ref Unsafe.Add(ref d, 16 * (block + i)), dStep, dPlane,
                                ref Unsafe.Add(ref panels, 16 * shape.Gates * i), width, 16);
                        }
                    }

                    panels = ref Unsafe.Add(ref panels, shape.Depth * width);
                }
            }
            """);
        writer.WriteLine($$"""

            /// <summary>sum[i] += x[i] for <paramref name="count"/> floats, a multiple of 16.</summary>
            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
