using EdgeSeq.Shapes;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Parameters and states that drive the gates through their curved range, padding exactly zero.</summary>
internal static class TestValues
{
    public static float[] Parameters(ShapeKernels kernels, ulong seed = 7)
    {
        var random = new RandomGenerator(seed);
        float[] block = new float[kernels.ParameterSize];
        foreach (ParameterInfo parameter in kernels.Shape.Parameters)
        {
            bool isLookedUp = parameter.Kind == ParameterKind.Embedding || (parameter.Kind == ParameterKind.Input && parameter.Rows == kernels.Shape.Vocabulary);
            double range = isLookedUp ? 1
                : parameter.Kind is ParameterKind.Input or ParameterKind.Recurrent or ParameterKind.Head ? 2 / Math.Sqrt(parameter.Rows)
                : 0.5;
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
            foreach ((int offset, int hidden, int lanes) in PlanesOf(kernels.Shape))
            {
                Span<float> plane = states.AsSpan((row * kernels.StateSize) + offset, lanes);
                plane.Clear();
                foreach (ref float value in plane[..hidden])
                {
                    value = (2 * random.NextSingle()) - 1;
                }
            }
        }

        return states;
    }

    /// <summary>The cells' states of all rows, with padding, without the scratch behind them.</summary>
    public static float[] Carried(ShapeKernels kernels, ReadOnlySpan<float> states)
    {
        var carried = new List<float>();
        for (int row = 0; row < states.Length; row += kernels.StateSize)
        {
            foreach ((int offset, _, int lanes) in PlanesOf(kernels.Shape))
            {
                carried.AddRange(states.Slice(row + offset, lanes));
            }
        }

        return [.. carried];
    }

    /// <summary>Where each state of each layer lies in the state of a row: layer by layer, direction by direction.</summary>
    public static IReadOnlyList<(int Offset, int Hidden, int Lanes)> PlanesOf(ModelShape shape) =>
        [.. TestPlan.Of(shape).Layers.SelectMany(layer => layer.Plan.Rows.States.Select(state =>
            (layer.StateOffset + layer.Plan.OffsetOfState(state), layer.Plan.Sizes.CountOf(state), layer.Plan.Sizes.LanesOf(state))))];

    public static int PaddedTo16(int count) => (count + PanelLayout.BlockSize - 1) / PanelLayout.BlockSize * PanelLayout.BlockSize;

    /// <summary>Where a parameter's elements lie, input by input.</summary>
    public static IEnumerable<int> IndexesOf(ParameterInfo parameter) =>
        from k in Enumerable.Range(0, parameter.Rows)
        from j in Enumerable.Range(0, parameter.Columns)
        select parameter.Layout.IndexOf(k, j);

    /// <summary>Parameters that learn.</summary>
    public static IEnumerable<ParameterInfo> TrainedOf(ShapeKernels kernels) =>
        kernels.Shape.Parameters.Where(parameter => parameter.Layout.Offset >= kernels.TrainableOffset);

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
