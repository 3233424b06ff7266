using EdgeSeq.Losses;
using EdgeSeq.Numerics;
using EdgeSeq.Shapes;

namespace EdgeSeq.Training;

/// <summary>
/// Runs a loss of the user's own between forward and backward. The kernels of a linear head differentiate (y - t)^2, so a target of t = y - g / 2 gives
/// the gradient g: no kernel needs to know the loss, and nothing runs forward twice.
/// </summary>
internal sealed class LossPass<TShape>
    where TShape : struct, ISequenceModel
{
    private readonly SequenceLoss _loss;
    private readonly BatchCopy _copy;
    private readonly int _batch, _window, _outputsPerRow, _size;
    private readonly float[][] _outputs, _targets;
    private readonly double[][] _scratch;
    private readonly double[] _losses;

    /// <summary>Room for it.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="plan">Who runs which rows.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps of a row.</param>
    /// <param name="copy">Knows the rows without a step.</param>
    /// <exception cref="ArgumentException">The loss does not suit the shape.</exception>
    public LossPass(SequenceLoss loss, RowPlan plan, int batch, int window, BatchCopy copy)
    {
        ModelShape shape = TShape.Shape;
        if (shape.Head != Head.Linear)
        {
            throw new ArgumentException($"A loss of one's own takes the numbers of a linear head, and {shape.Name} has the head {shape.Head}: declare Head = Head.Linear.", nameof(loss));
        }

        loss.Validate(shape);
        (_loss, _batch, _window, _copy) = (loss, batch, window, copy);
        (_outputsPerRow, _size) = (shape.OutputRows(1, window), shape.Outputs);
        _losses = new double[batch];
        _outputs = new float[plan.Threads][];
        _targets = new float[plan.Threads][];
        _scratch = new double[plan.Threads][];
        for (int part = 0; part < plan.Threads; part++)
        {
            _outputs[part] = new float[plan.RowsAtATime * _outputsPerRow * _size];
            _targets[part] = new float[plan.RowsAtATime * _outputsPerRow * _size];
            _scratch[part] = new double[loss.ScratchSize(shape, window)];
        }
    }

    /// <summary>The loss of the batch that ran: rows in order, whoever ran them.</summary>
    public double Sum
    {
        get
        {
            double sum = 0;
            foreach (double loss in _losses)
            {
                sum += loss;
            }

            return sum;
        }
    }

    /// <summary>Rows of the batch that was counted of which something counts.</summary>
    public int CountedRows { get; private set; }

    /// <summary>Checks the targets of a batch.</summary>
    /// <returns>How much of it counts.</returns>
    /// <exception cref="ArgumentException">A target is out of range, or spans are no whole rows.</exception>
    public double Count(in SequenceInput input, SequenceTarget target)
    {
        WholeRows(target.Classes.Length, "classes", nameof(target));
        WholeRows(target.Values.Length, "values", nameof(target));
        WholeRows(target.Weights.Length, "weights", nameof(target));
        double all = 0;
        CountedRows = 0;
        for (int row = 0; row < _batch; row++)
        {
            _losses[row] = 0;
            int steps = StepsOf(input, row);
            double counted = steps == 0 ? 0 : _loss.Count(Row(target, row, row, _batch, steps));
            if (!(counted >= 0 && double.IsFinite(counted)))
            {
                throw new InvalidOperationException($"{_loss.GetType().Name} counted {counted} in row {row}; a count is finite and at least 0.");
            }

            CountedRows += counted > 0 ? 1 : 0;
            _losses[row] = counted;   // until it runs
            all += counted;
        }

        return all;
    }

    /// <summary>After the forward pass of some rows: runs the loss.</summary>
    /// <param name="parameters">The parameter block.</param>
    /// <param name="input">The rows' input.</param>
    /// <param name="target">The rows' targets.</param>
    /// <param name="workspace">What the forward pass filled.</param>
    /// <param name="part">Who runs them.</param>
    /// <param name="first">The first row, in the batch.</param>
    /// <param name="rows">Rows.</param>
    /// <returns>Targets whose squared error has the loss's gradient.</returns>
    public SequenceTarget Run(
        ReadOnlySpan<float> parameters, in SequenceInput input, SequenceTarget target, Span<float> workspace, int part, int first, int rows)
    {
        int perRow = _outputsPerRow * _size;
        Span<float> outputs = _outputs[part].AsSpan(0, rows * perRow), targets = _targets[part].AsSpan(0, rows * perRow);
        TShape.Outputs(parameters, input, outputs, workspace, rows, _window);
        targets.Clear();
        for (int row = 0; row < rows; row++)
        {
            int steps = _copy.IsEmpty(first + row) ? 0 : Math.Min(_outputsPerRow, input.LengthOf(row, _window));
            Span<float> said = outputs.Slice(row * perRow, steps * _size), gradients = targets.Slice(row * perRow, perRow);
            bool counts = _losses[first + row] > 0;
            if (counts)
            {
                LossRow given = Row(target, row, first + row, rows, steps);
                double loss = _loss.Evaluate(new LossRow
                {
                    Index = given.Index,
                    Steps = steps,
                    Size = _size,
                    Outputs = said,
                    Classes = given.Classes,
                    Values = given.Values,
                    Weights = given.Weights,
                    Gradients = gradients[..said.Length],
                    Scratch = _scratch[part],
                });

                // Kernels would take a target that is not a number for one that does not count.
                _losses[first + row] = FiniteNumbers.AreAll(said) && FiniteNumbers.AreAll(gradients[..said.Length]) ? loss : double.NaN;
            }

            for (int i = 0; i < said.Length; i++)
            {
                gradients[i] = counts ? said[i] - (0.5f * gradients[i]) : float.NaN;
            }

            gradients[said.Length..].Fill(float.NaN);
        }

        return targets;
    }

    private int StepsOf(in SequenceInput input, int row) => _copy.IsEmpty(row) ? 0 : Math.Min(_outputsPerRow, input.LengthOf(row, _window));

    /// <summary>A row's targets.</summary>
    /// <param name="target">Targets of some rows.</param>
    /// <param name="row">Its number among them.</param>
    /// <param name="index">Its number in the batch.</param>
    /// <param name="rows">How many they are.</param>
    /// <param name="steps">Its outputs.</param>
    private LossRow Row(SequenceTarget target, int row, int index, int rows, int steps)
    {
        int classes = target.Classes.Length / rows, values = target.Values.Length / rows, weights = target.Weights.Length / rows;
        return new LossRow
        {
            Index = index,
            Steps = steps,
            Size = _size,
            Classes = target.Classes.Slice(row * classes, classes),
            Values = target.Values.Slice(row * values, values),
            Weights = target.Weights.Slice(row * weights, weights),
        };
    }

    private void WholeRows(int length, string what, string name)
    {
        if (length % _batch != 0)
        {
            throw new ArgumentException($"{name} has {length} {what}, no whole number for each of {_batch} rows.", name);
        }
    }
}
