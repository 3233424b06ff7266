namespace EdgeSeq.Tests.Kernels.Reference;

/// <summary>What the reference makes of a batch: states and logits by row and step, summed loss, gradients.</summary>
internal sealed class ReferenceRun
{
    public ReferenceRun(ShapeKernels kernels, ReadOnlySpan<float> parameters, ReadOnlySpan<float> states, TokenBatch batch, double scale)
        : this(new DoubleModel(kernels.Shape, parameters), InitialStates(kernels, states), batch, scale)
    {
    }

    public ReferenceRun(DoubleModel model, IReadOnlyList<IReadOnlyList<double[]>> initial, TokenBatch batch, double scale)
    {
        Gradients = model.Weights.ToDictionary(pair => pair.Key, pair => new double[pair.Value.Length]);
        for (int row = 0; row < batch.Rows; row++)
        {
            ReadOnlySpan<int> targets = batch.Targets.AsSpan(row * batch.Window, batch.Window);
            var steps = model.Run(initial[row], batch.Tokens.AsSpan(row * batch.Window, batch.Window));
            Rows.Add(steps);
            Loss += model.Loss(steps, targets);
            model.AddGradients(steps, targets, scale, Gradients);
        }
    }

    public List<List<DoubleModel.Step>> Rows { get; } = [];

    public double Loss { get; }

    public Dictionary<string, double[]> Gradients { get; }

    /// <summary>The initial states of each row, taken out of a block of carried states.</summary>
    public static IReadOnlyList<IReadOnlyList<double[]>> InitialStates(ShapeKernels kernels, ReadOnlySpan<float> states)
    {
        var rows = new List<IReadOnlyList<double[]>>();
        for (int row = 0; row < states.Length; row += kernels.StateSize)
        {
            var all = new List<double[]>();
            for (int state = 0; state < TestValues.StatesOf(kernels); state++)
            {
                all.Add(Doubles(states.Slice(row + (state * TestValues.LanesOf(kernels)), kernels.Shape.Hidden)));
            }

            rows.Add(all);
        }

        return rows;
    }

    /// <summary>Summed loss alone, for central differences.</summary>
    public static double LossOf(DoubleModel model, IReadOnlyList<IReadOnlyList<double[]>> initial, TokenBatch batch)
    {
        double sum = 0;
        for (int row = 0; row < batch.Rows; row++)
        {
            var steps = model.Run(initial[row], batch.Tokens.AsSpan(row * batch.Window, batch.Window));
            sum += model.Loss(steps, batch.Targets.AsSpan(row * batch.Window, batch.Window));
        }

        return sum;
    }

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
