namespace EdgeSeq.Tests.Kernels.Reference;

/// <summary>What the reference makes of a batch: every row's steps, summed loss, gradients.</summary>
internal sealed class ReferenceRun
{
    public ReferenceRun(ShapeKernels kernels, ReadOnlySpan<float> parameters, ReadOnlySpan<float> states, SampleBatch batch, double scale)
        : this(new DoubleModel(kernels.Shape, parameters), InitialStates(kernels, states), batch, scale)
    {
    }

    public ReferenceRun(DoubleModel model, IReadOnlyList<IReadOnlyList<double[]>> initial, SampleBatch batch, double scale)
    {
        Gradients = model.Weights.ToDictionary(pair => pair.Key, pair => new double[pair.Value.Length]);
        for (int row = 0; row < batch.Rows; row++)
        {
            RowRun run = model.Run(initial[row], batch, row);
            Rows.Add(run);
            Loss += model.Loss(run, batch, row);
            model.AddGradients(run, batch, row, scale, Gradients);
        }
    }

    public List<RowRun> Rows { get; } = [];

    public double Loss { get; }

    public Dictionary<string, double[]> Gradients { get; }

    /// <summary>The initial states of each row, taken out of a block of carried states.</summary>
    public static IReadOnlyList<IReadOnlyList<double[]>> InitialStates(ShapeKernels kernels, ReadOnlySpan<float> states)
    {
        var rows = new List<IReadOnlyList<double[]>>();
        for (int row = 0; row < states.Length; row += kernels.StateSize)
        {
            var all = new List<double[]>();
            foreach ((int offset, int hidden, _) in TestValues.PlanesOf(kernels.Shape))
            {
                all.Add(Doubles(states.Slice(row + offset, hidden)));
            }

            rows.Add(all);
        }

        return rows;
    }

    /// <summary>Summed loss alone, for central differences.</summary>
    public static double LossOf(DoubleModel model, IReadOnlyList<IReadOnlyList<double[]>> initial, SampleBatch batch) =>
        Enumerable.Range(0, batch.Rows).Sum(row => model.Loss(model.Run(initial[row], batch, row), batch, row));

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = values[i];
        }

        return result;
    }
}
