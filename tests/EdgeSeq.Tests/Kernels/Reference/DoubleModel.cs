using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Tests.Kernels.Reference;

/// <summary>
/// A cell's equations and derived adjoints interpreted in double, with output layer and cross-entropy by hand. It knows
/// nothing of stages, panels, tapes or order: values are worked out when somebody asks for them.
/// </summary>
internal sealed class DoubleModel
{
    private readonly CellRows _cell;
    private readonly AdjointRows _adjoints;

    public DoubleModel(ModelShape shape, ReadOnlySpan<float> block)
    {
        Shape = shape;
        _cell = TestValues.RowsOf(shape);
        _adjoints = Differentiator.Differentiate(_cell);
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
    }

    public ModelShape Shape { get; }

    /// <summary>Every parameter, element (k, j) at k * columns + j. May be changed.</summary>
    public Dictionary<string, double[]> Weights { get; } = [];

    private int H => Shape.Hidden;

    private int V => Shape.Vocabulary;

    /// <summary>All steps of one row.</summary>
    /// <param name="states">The initial value of each state, in the order of the cell's states.</param>
    /// <param name="tokens">Inputs; -1 for the zero input.</param>
    public List<Step> Run(IReadOnlyList<double[]> states, ReadOnlySpan<int> tokens)
    {
        var steps = new List<Step>();
        foreach (int token in tokens)
        {
            var step = new Step(this, token, states);
            states = step.Next;
            steps.Add(step);
        }

        return steps;
    }

    /// <summary>Summed cross-entropy of some steps, in nats.</summary>
    public double Loss(IReadOnlyList<Step> steps, ReadOnlySpan<int> targets)
    {
        double sum = 0;
        for (int t = 0; t < steps.Count; t++)
        {
            if (targets[t] >= 0)
            {
                double[] logits = Logits(steps[t].Next[0]);
                sum += LogSumExp(logits) - logits[targets[t]];
            }
        }

        return sum;
    }

    public double[] Logits(double[] h) => Affine("b_y", "W_y", h, V);

    /// <summary>Adds the gradients of scale * loss of one row, by reverse mode over the derived adjoints.</summary>
    public void AddGradients(IReadOnlyList<Step> steps, ReadOnlySpan<int> targets, double scale, Dictionary<string, double[]> gradients)
    {
        var carried = _cell.States.ToDictionary(state => state, _ => new double[H]);
        for (int t = steps.Count - 1; t >= 0; t--)
        {
            if (targets[t] >= 0)
            {
                AddOutputGradients(steps[t].Next[0], targets[t], scale, gradients, carried["h"]);
            }

            carried = AddStepGradients(steps[t], carried, gradients);
        }
    }

    private void AddOutputGradients(double[] h, int target, double scale, Dictionary<string, double[]> gradients, double[] dh)
    {
        double[] logits = Logits(h);
        double logSum = LogSumExp(logits);
        double[] d = [.. logits.Select((logit, v) => scale * (Math.Exp(logit - logSum) - (v == target ? 1 : 0)))];
        AddProduct(gradients["W_y"], h, d);
        Add(gradients["b_y"], d);
        Add(dh, Transposed("W_y", d));
    }

    private Dictionary<string, double[]> AddStepGradients(Step step, Dictionary<string, double[]> nextAdjoints, Dictionary<string, double[]> gradients)
    {
        var known = nextAdjoints.ToDictionary(pair => AdjointRows.Of(CellRows.Next(pair.Key)), pair => pair.Value);
        foreach (AffineRow row in _cell.Affine)
        {
            double[] d = Adjoint(AdjointRows.Of(row.Name));
            if (row.Bias is not null)
            {
                Add(gradients[row.Bias], d);
            }

            if (row.Input is not null && step.Token >= 0)
            {
                Add(gradients[row.Input].AsSpan(step.Token * H, H), d);
            }

            if (row.Recurrent is not null)
            {
                AddProduct(gradients[row.Recurrent], step[row.Operand!], d);
            }
        }

        return _cell.States.ToDictionary(state => state, state =>
        {
            double[] sum = [.. Adjoint(AdjointRows.Of(state))];
            Add(sum, SentBack(state));
            return sum;
        });

        double[] Adjoint(string name)
        {
            if (!known.TryGetValue(name, out double[]? value))
            {
                known[name] = value = _adjoints.Rows.FirstOrDefault(row => row.Target == name) is { } row
                    ? Vectors.Evaluate(row.Value, H, v => IsAdjoint(v) ? Adjoint(v) : step[v])
                    : SentBack(name[1..]);
            }

            return value;
        }

        bool IsAdjoint(string name) => known.ContainsKey(name) || _adjoints.Rows.Any(row => row.Target == name)
            || _cell.Affine.Any(row => row.Operand is not null && name == AdjointRows.Of(row.Operand));

        // What the products that read a value send back to it: U^T da.
        double[] SentBack(string operand)
        {
            double[] sum = new double[H];
            foreach (AffineRow row in _cell.Affine.Where(row => row.Operand == operand))
            {
                Add(sum, Transposed(row.Recurrent!, Adjoint(AdjointRows.Of(row.Name))));
            }

            return sum;
        }
    }

    private double[] Affine(string? bias, string? matrix, double[]? x, int columns)
    {
        double[] sum = bias is null ? new double[columns] : [.. Weights[bias]];
        if (matrix is not null)
        {
            double[] weights = Weights[matrix];
            for (int k = 0; k < x!.Length; k++)
            {
                for (int j = 0; j < columns; j++)
                {
                    sum[j] += weights[(k * columns) + j] * x[k];
                }
            }
        }

        return sum;
    }

    private double[] Transposed(string matrix, double[] d)
    {
        double[] weights = Weights[matrix], result = new double[weights.Length / d.Length];
        for (int k = 0; k < result.Length; k++)
        {
            for (int j = 0; j < d.Length; j++)
            {
                result[k] += weights[(k * d.Length) + j] * d[j];
            }
        }

        return result;
    }

    private static void AddProduct(double[] matrix, double[] x, double[] d)
    {
        for (int k = 0; k < x.Length; k++)
        {
            for (int j = 0; j < d.Length; j++)
            {
                matrix[(k * d.Length) + j] += x[k] * d[j];
            }
        }
    }

    private static void Add(Span<double> sum, ReadOnlySpan<double> x)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += x[i];
        }
    }

    private static double LogSumExp(double[] logits)
    {
        double max = logits.Max();
        return max + Math.Log(logits.Sum(logit => Math.Exp(logit - max)));
    }

    /// <summary>The values of one step, by their names in the equations.</summary>
    internal sealed class Step
    {
        private readonly DoubleModel _model;
        private readonly Dictionary<string, double[]> _values = [];

        public Step(DoubleModel model, int token, IReadOnlyList<double[]> states)
        {
            (_model, Token) = (model, token);
            for (int i = 0; i < states.Count; i++)
            {
                _values.Add(model._cell.States[i], states[i]);
            }

            Next = [.. model._cell.States.Select(state => this[CellRows.Next(state)])];
        }

        public int Token { get; }

        /// <summary>The states after the step.</summary>
        public IReadOnlyList<double[]> Next { get; }

        public double[] this[string name]
        {
            get
            {
                if (!_values.TryGetValue(name, out double[]? value))
                {
                    _values[name] = value = Compute(name);
                }

                return value;
            }
        }

        private double[] Compute(string name)
        {
            int h = _model.H;
            if (_model._cell.Affine.FirstOrDefault(row => row.Name == name) is not { } affine)
            {
                return Vectors.Evaluate(_model._cell.Pointwise.Single(row => row.Target == name).Value, h, v => this[v]);
            }

            double[] sum = _model.Affine(affine.Bias, affine.Recurrent, affine.Operand is null ? null : this[affine.Operand], h);
            if (affine.Input is not null && Token >= 0)
            {
                Add(sum, _model.Weights[affine.Input].AsSpan(Token * h, h));
            }

            return sum;
        }
    }
}
