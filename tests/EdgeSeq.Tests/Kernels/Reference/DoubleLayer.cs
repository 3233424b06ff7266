using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Tests.Kernels.Reference;

/// <summary>
/// A cell's equations and derived adjoints interpreted in double: one layer in one direction. Values are worked out when
/// somebody asks for them.
/// </summary>
internal sealed class DoubleLayer
{
    private readonly DoubleModel _model;
    private readonly CellRows _cell;
    private readonly AdjointRows _adjoints;
    private readonly string _suffix;
    private readonly bool _isReverse;

    public DoubleLayer(DoubleModel model, int layer, bool isReverse)
    {
        (_model, _cell, _isReverse) = (model, model.Rows, isReverse);
        _adjoints = Differentiator.Differentiate(_cell);
        _suffix = (layer == 0 ? "" : $"_l{layer}") + (isReverse ? "_reverse" : "");
        Hidden = model.Shape.HiddenSizes[layer];
        IsFixed = CellCatalogue.Find(model.Shape.CellName)!.IsFixed;
    }

    public int Hidden { get; }

    public bool IsFixed { get; }

    /// <summary>All steps of one row, in the layer's own order.</summary>
    public List<Step> Run(IReadOnlyList<double[]> states, IReadOnlyList<StepInput> inputs)
    {
        var steps = new List<Step>();
        foreach (StepInput input in _isReverse ? inputs.Reverse() : inputs)
        {
            var step = new Step(this, input, states);
            states = step.Next;
            steps.Add(step);
        }

        return steps;
    }

    /// <summary>Backpropagates through all steps.</summary>
    /// <param name="steps">The layer's steps.</param>
    /// <param name="above">dL/dh after each step, from above the layer.</param>
    /// <param name="last">dL/d of the last states.</param>
    /// <param name="gradients">Added to.</param>
    /// <param name="below">dL/dx of each step of the row, in its own order; added to where x is a vector.</param>
    /// <returns>dL/d of the first states.</returns>
    public double[][] AddGradients(IReadOnlyList<Step> steps, double[][] above, double[][] last, Dictionary<string, double[]> gradients, double[][] below)
    {
        double[][] carried = [.. last.Select(d => (double[])[.. d])];
        for (int s = steps.Count - 1; s >= 0; s--)
        {
            Vectors.Add(carried[0], above[s]);
            carried = AddStepGradients(steps[s], carried, gradients, below[_isReverse ? steps.Count - 1 - s : s]);
        }

        return carried;
    }

    private double[] Weights(string name) => _model.Weights[name + _suffix];

    private double[][] AddStepGradients(Step step, double[][] nextAdjoints, Dictionary<string, double[]> gradients, double[] below)
    {
        var known = new Dictionary<string, double[]>();
        for (int i = 0; i < nextAdjoints.Length; i++)
        {
            known.Add(_cell.AdjointOf(EquationNames.Next(_cell.States[i])), nextAdjoints[i]);
        }

        foreach (AffineRow row in _cell.Affine)
        {
            AddRowGradients(row, Adjoint(_cell.AdjointOf(row.Name)));
        }

        return [.. _cell.States.Select(state =>
        {
            double[] sum = [.. Adjoint(_cell.AdjointOf(state))];
            Vectors.Add(sum, SentBack(state));
            return sum;
        })];

        void AddRowGradients(AffineRow row, double[] d)
        {
            if (row.Bias is not null)
            {
                Vectors.Add(gradients[row.Bias + _suffix], d);
            }

            if (row.Input is not null && step.Input.Vector is { } x)
            {
                Vectors.AddProduct(gradients[row.Input + _suffix], x, d);
                if (below.Length > 0)
                {
                    Vectors.Add(below, Vectors.Transposed(Weights(row.Input), d));
                }
            }
            else if (row.Input is not null && step.Input.Token >= 0)
            {
                Vectors.Add(gradients[row.Input + _suffix].AsSpan(step.Input.Token * Hidden, Hidden), d);
            }

            if (row.Recurrent is not null)
            {
                Vectors.AddProduct(gradients[row.Recurrent + _suffix], step[row.Operand!], d);
            }
        }

        double[] Adjoint(string name)
        {
            if (!known.TryGetValue(name, out double[]? value))
            {
                known[name] = value = _adjoints.Rows.FirstOrDefault(row => row.Target == name) is { } row
                    ? Vectors.Evaluate(row.Value, Hidden, v => IsAdjoint(v) ? Adjoint(v) : step[v])
                    : SentBack(name[1..]);
            }

            return value;
        }

        bool IsAdjoint(string name) => known.ContainsKey(name) || _adjoints.Rows.Any(row => row.Target == name)
            || _cell.Affine.Any(row => row.Operand is not null && name == _cell.AdjointOf(row.Operand));

        // What the products that read a value send back to it: U^T da.
        double[] SentBack(string operand)
        {
            double[] sum = new double[Hidden];
            foreach (AffineRow row in _cell.Affine.Where(row => row.Operand == operand))
            {
                Vectors.Add(sum, Vectors.Transposed(Weights(row.Recurrent!), Adjoint(_cell.AdjointOf(row.Name))));
            }

            return sum;
        }
    }

    /// <summary>The values of one step, by their names in the equations.</summary>
    internal sealed class Step
    {
        private readonly DoubleLayer _layer;
        private readonly Dictionary<string, double[]> _values = [];

        public Step(DoubleLayer layer, StepInput input, IReadOnlyList<double[]> states)
        {
            (_layer, Input) = (layer, input);
            for (int i = 0; i < states.Count; i++)
            {
                _values.Add(layer._cell.States[i], states[i]);
            }

            Next = [.. layer._cell.States.Select(state => this[EquationNames.Next(state)])];
        }

        public StepInput Input { get; }

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
            if (_layer._cell.Affine.FirstOrDefault(row => row.Name == name) is not { } affine)
            {
                return Vectors.Evaluate(_layer._cell.Pointwise.Single(row => row.Target == name).Value, _layer.Hidden, v => this[v]);
            }

            double[] sum = affine.Bias is null ? new double[_layer.Hidden] : [.. _layer.Weights(affine.Bias)];
            if (affine.Recurrent is not null)
            {
                sum = Vectors.Affine(sum, _layer.Weights(affine.Recurrent), this[affine.Operand!]);
            }

            if (affine.Input is not null && Input.Vector is { } x)
            {
                sum = Vectors.Affine(sum, _layer.Weights(affine.Input), x);
            }
            else if (affine.Input is not null && Input.Token >= 0)
            {
                Vectors.Add(sum, _layer.Weights(affine.Input).AsSpan(Input.Token * _layer.Hidden, _layer.Hidden));
            }

            return sum;
        }
    }
}
