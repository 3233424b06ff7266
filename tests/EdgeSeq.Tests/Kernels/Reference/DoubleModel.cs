using EdgeSeq.Generators.Equations;
using EdgeSeq.Shapes;

namespace EdgeSeq.Tests.Kernels.Reference;

/// <summary>
/// A model in double, straight from the declaration: layers of interpreted cells, with input, output layer and loss by hand. It
/// knows nothing of stages, panels, tapes or order.
/// </summary>
internal sealed class DoubleModel
{
    private readonly List<DoubleLayer> _layers = [];

    public DoubleModel(ModelShape shape, ReadOnlySpan<float> block)
    {
        Shape = shape;
        Rows = TestPlan.Of(shape).Kinds[0].Rows;
        foreach (ParameterInfo parameter in shape.Parameters)
        {
            double[] values = new double[parameter.Rows * parameter.Columns];
            int i = 0;
            foreach (int index in TestValues.IndexesOf(parameter))
            {
                values[i++] = block[index];
            }

            Weights.Add(parameter.Name, values);
        }

        bool[] directions = shape.Direction == Direction.Both ? [false, true] : [false];
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            _layers.AddRange(directions.Select(isReverse => new DoubleLayer(this, layer, isReverse)));
        }
    }

    public ModelShape Shape { get; }

    public CellRows Rows { get; }

    /// <summary>Every parameter, element (k, j) at k * columns + j. May be changed.</summary>
    public Dictionary<string, double[]> Weights { get; } = [];

    /// <summary>Runs one row of a batch.</summary>
    /// <param name="states">The initial value of each state, in the order of layers, directions and the cell's states.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The row.</param>
    public RowRun Run(IReadOnlyList<double[]> states, SampleBatch batch, int row)
    {
        int length = batch.LengthOf(row), perLayer = Rows.States.Count;
        bool isBoth = Shape.Direction == Direction.Both;
        StepInput[] inputs = [.. Enumerable.Range(0, length).Select(t => InputOf(batch, row, t))];
        var runs = new List<List<DoubleLayer.Step>>();
        var first = inputs;
        for (int i = 0; i < _layers.Count; i++)
        {
            IReadOnlyList<double[]> initial = isBoth
                ? [.. Rows.States.Select(_ => new double[_layers[i].Hidden])]
                : [.. states.Skip(i * perLayer).Take(perLayer)];
            runs.Add(_layers[i].Run(initial, inputs));
            bool isLastDirection = !isBoth || i % 2 == 1;
            if (isLastDirection)
            {
                inputs = [.. Enumerable.Range(0, length).Select(t => new StepInput(-1, OutputOf(runs, i, t, length)))];
            }
        }

        return new RowRun(first, runs, Tops(runs, inputs, length));
    }

    /// <summary>Summed loss of one row.</summary>
    public double Loss(RowRun run, SampleBatch batch, int row) => run.Tops.Sum(top => LossOf(Logits(top.H), batch, OutputIndex(batch, row, top.T), null));

    public double[] Logits(double[] h) => Vectors.Affine(Weights["b_y"], Weights["W_y"], h);

    /// <summary>Adds the gradients of scale * loss of one row.</summary>
    /// <param name="run">The run.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The row.</param>
    /// <param name="scale">Factor of the loss.</param>
    /// <param name="gradients">Added to, by name.</param>
    /// <param name="stateGradients">Those of the last states, in the order of states; replaced by those of the first. Null for none.</param>
    public void AddGradients(RowRun run, SampleBatch batch, int row, double scale, Dictionary<string, double[]> gradients, double[][]? stateGradients = null)
    {
        bool isBoth = Shape.Direction == Direction.Both;
        int length = run.Layers[0].Count, directions = isBoth ? 2 : 1;
        double[][] above = [.. Enumerable.Range(0, length).Select(_ => new double[directions * Shape.Hidden])];
        double[][] aboveLast = [new double[directions * Shape.Hidden]];
        foreach ((double[] h, int t) in run.Tops)
        {
            double[] d = new double[Shape.Outputs];
            LossOf(Logits(h), batch, OutputIndex(batch, row, t), d);
            d = [.. d.Select(x => scale * x)];
            Vectors.AddProduct(gradients["W_y"], h, d);
            Vectors.Add(gradients["b_y"], d);
            Vectors.Add(Shape.Readout == Readout.Last ? aboveLast[0] : above[t], Vectors.Transposed(Weights["W_y"], d));
        }

        if (_layers[0].IsFixed)
        {
            return;
        }

        for (int i = _layers.Count - 1; i >= 0; i -= directions)
        {
            double[][] below = [.. run.Inputs(i - directions + 1, Shape).Select(size => new double[size])];
            for (int direction = 0; direction < directions; direction++)
            {
                int layer = i - directions + 1 + direction, column = direction * _layers[i].Hidden, hidden = _layers[i].Hidden, perLayer = Rows.States.Count;
                bool isTop = i == _layers.Count - 1;

                // The layer's own order of steps: the reverse direction takes the last first.
                double[][] own = [.. Enumerable.Range(0, length).Select(s => above[direction == 1 ? length - 1 - s : s][column..(column + hidden)])];
                if (isTop && Shape.Readout == Readout.Last && length > 0)
                {
                    Vectors.Add(own[^1], aboveLast[0].AsSpan(column, hidden));
                }

                double[][] last = stateGradients is null ? [.. Rows.States.Select(_ => new double[hidden])] : stateGradients[(layer * perLayer)..((layer + 1) * perLayer)];
                double[][] initial = _layers[layer].AddGradients(run.Layers[layer], own, last, gradients, below);
                for (int state = 0; stateGradients is not null && state < perLayer; state++)
                {
                    stateGradients[(layer * perLayer) + state] = initial[state];
                }
            }

            above = below;
        }

        for (int t = 0; Shape.Embedding > 0 && t < length; t++)
        {
            if (run.First[t].Token >= 0)
            {
                Vectors.Add(gradients["E"].AsSpan(run.First[t].Token * Shape.Embedding, Shape.Embedding), above[t]);
            }
        }
    }

    private static int OutputIndex(SampleBatch batch, int row, int t) => batch.Shape.Readout == Readout.Last ? row : (row * batch.Window) + t;

    private StepInput InputOf(SampleBatch batch, int row, int t)
    {
        int step = (row * batch.Window) + t;
        if (Shape.Vocabulary == 0)
        {
            return new(-1, [.. batch.Vectors.AsSpan(step * Shape.Inputs, Shape.Inputs).ToArray().Select(x => (double)x)]);
        }

        int token = batch.Tokens[step], size = Shape.Embedding;
        return size == 0 ? new(token, null) : new(token, token < 0 ? new double[size] : Weights["E"][(token * size)..((token + 1) * size)]);
    }

    /// <summary>What the layer above, or the output layer, reads at step t: both directions side by side.</summary>
    private double[] OutputOf(List<List<DoubleLayer.Step>> runs, int last, int t, int length) => Shape.Direction == Direction.Both
        ? [.. runs[last - 1][t].Next[0], .. runs[last][length - 1 - t].Next[0]]
        : runs[last][t].Next[0];

    private List<(double[] H, int T)> Tops(List<List<DoubleLayer.Step>> runs, StepInput[] outputs, int length)
    {
        if (Shape.Head == Head.None || length == 0)
        {
            return [];
        }

        return Shape.Readout == Readout.Every ? [.. outputs.Select((output, t) => (output.Vector!, t))]
            : Shape.Direction == Direction.Both ? [([.. runs[^2][^1].Next[0], .. runs[^1][^1].Next[0]], length - 1)]
            : [(outputs[^1].Vector!, length - 1)];
    }

    /// <summary>The loss of one output, and its derivative by each logit.</summary>
    private double LossOf(double[] logits, SampleBatch batch, int output, double[]? gradient)
    {
        double sum = 0;
        if (Shape.Head == Head.Softmax)
        {
            int target = batch.Classes[output];
            if (target < 0)
            {
                return 0;
            }

            double max = logits.Max(), log = max + Math.Log(logits.Sum(logit => Math.Exp(logit - max)));
            for (int j = 0; gradient is not null && j < logits.Length; j++)
            {
                gradient[j] = Math.Exp(logits[j] - log) - (j == target ? 1 : 0);
            }

            return log - logits[target];
        }

        for (int j = 0; j < logits.Length; j++)
        {
            double y = batch.Values[(output * Shape.Outputs) + j], a = logits[j];
            if (double.IsNaN(y))
            {
                continue;
            }

            double p = 1 / (1 + Math.Exp(-a));
            sum += Shape.Head == Head.Sigmoid ? (-y * Math.Log(p)) - ((1 - y) * Math.Log(1 - p)) : (a - y) * (a - y);
            if (gradient is not null)
            {
                gradient[j] = Shape.Head == Head.Sigmoid ? p - y : 2 * (a - y);
            }
        }

        return sum;
    }
}
