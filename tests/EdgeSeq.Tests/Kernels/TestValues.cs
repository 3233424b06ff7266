using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Parameters and states that drive the gates through their curved range, padding exactly zero.</summary>
internal static class TestValues
{
    public static CellRows RowsOf(ModelShape shape) => CellReader.Read(CellCatalogue.Find(shape.Cell.ToString())!.Equations);

    public static float[] Parameters(ShapeKernels kernels, ulong seed = 7)
    {
        var random = new RandomGenerator(seed);
        float[] block = new float[kernels.ParameterSize];
        foreach (ParameterInfo parameter in kernels.Shape.Parameters)
        {
            double range = parameter.Kind switch
            {
                ParameterKind.Input => 1,
                ParameterKind.Recurrent or ParameterKind.Head => 2 / Math.Sqrt(kernels.Shape.Hidden),
                _ => 0.5,
            };
            foreach (int index in IndexesOf(parameter))
            {
                block[index] = (float)(range * ((2 * random.NextDouble()) - 1));
            }
        }

        return block;
    }

    /// <summary>Non-zero carried states; what a state holds besides the cell's states is NaN, since nothing may depend on it.</summary>
    public static float[] States(ShapeKernels kernels, int rows, ulong seed = 9)
    {
        var random = new RandomGenerator(seed);
        float[] states = new float[rows * kernels.StateSize];
        states.AsSpan().Fill(float.NaN);
        for (int row = 0; row < rows; row++)
        {
            for (int state = 0; state < StatesOf(kernels); state++)
            {
                Span<float> plane = states.AsSpan((row * kernels.StateSize) + (state * LanesOf(kernels)), LanesOf(kernels));
                plane.Clear();
                foreach (ref float value in plane[..kernels.Shape.Hidden])
                {
                    value = (2 * random.NextSingle()) - 1;
                }
            }
        }

        return states;
    }

    /// <summary>The cell's states of all rows, with padding, without the scratch behind them.</summary>
    public static float[] Carried(ShapeKernels kernels, ReadOnlySpan<float> states)
    {
        int size = StatesOf(kernels) * LanesOf(kernels);
        var carried = new List<float>();
        for (int row = 0; row < states.Length; row += kernels.StateSize)
        {
            carried.AddRange(states.Slice(row, size));
        }

        return [.. carried];
    }

    /// <summary>States of the cell.</summary>
    public static int StatesOf(ShapeKernels kernels) => RowsOf(kernels.Shape).States.Count;

    /// <summary>H, padded to whole blocks: what one state takes.</summary>
    public static int LanesOf(ShapeKernels kernels) => PaddedTo16(kernels.Shape.Hidden);

    public static int PaddedTo16(int count) => (count + PanelLayout.BlockSize - 1) / PanelLayout.BlockSize * PanelLayout.BlockSize;

    /// <summary>Where a parameter's elements lie, input by input.</summary>
    public static IEnumerable<int> IndexesOf(ParameterInfo parameter) =>
        from k in Enumerable.Range(0, parameter.Rows)
        from j in Enumerable.Range(0, parameter.Columns)
        select parameter.Layout.IndexOf(k, j);

    /// <summary>True for the floats of a parameter block that belong to no parameter.</summary>
    public static bool[] PaddingOf(ShapeKernels kernels)
    {
        bool[] padding = new bool[kernels.ParameterSize];
        padding.AsSpan().Fill(true);
        foreach (int index in kernels.Shape.Parameters.SelectMany(IndexesOf))
        {
            padding[index] = false;
        }

        return padding;
    }
}
