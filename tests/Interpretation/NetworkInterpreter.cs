using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Tests.Interpretation;

/// <summary>
/// A language model around any cell, in double precision and straight from its rows: no stage, no plan, no order but that a
/// row is computed when it is asked for. One row of a batch.
/// </summary>
/// <param name="cell">The cell.</param>
/// <param name="hidden">H.</param>
/// <param name="vocabulary">V.</param>
/// <param name="parameters">[inputs x outputs] by name, as in the equations; biases have one row; <c>W_y</c> and <c>b_y</c> are the output layer.</param>
internal sealed class NetworkInterpreter(CellRows cell, int hidden, int vocabulary, IReadOnlyDictionary<string, double[,]> parameters)
{
    private readonly AdjointRows _adjoints = Differentiator.Differentiate(cell);

    /// <summary>The sum of -ln p(target) over a window that starts from zero states. A token of -1 is the zero input; a target of -1 does not count.</summary>
    public double Loss(ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets) => Run(tokens, targets, gradients: null);

    /// <summary>Adds dLoss/dparameter to each of <paramref name="gradients"/>, which have the shapes of the parameters.</summary>
    public double Gradients(ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets, IReadOnlyDictionary<string, double[,]> gradients) => Run(tokens, targets, gradients);

    private double Run(ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets, IReadOnlyDictionary<string, double[,]>? gradients)
    {
        double loss = 0;
        var steps = new List<Dictionary<string, double[]>>();
        Dictionary<string, double[]> states = cell.States.ToDictionary(state => state, _ => new double[hidden]);
        for (int t = 0; t < tokens.Length; t++)
        {
            Dictionary<string, double[]> step = Forward(states, tokens[t]);
            steps.Add(step);
            states = cell.States.ToDictionary(state => state, state => step[CellRows.Next(state)]);
        }

        Dictionary<string, double[]> carried = cell.States.ToDictionary(state => state, _ => new double[hidden]);
        for (int t = tokens.Length - 1; t >= 0; t--)
        {
            double[] output = new double[hidden];
            loss += Output(steps[t]["h'"], targets[t], output, gradients);
            if (gradients is not null)
            {
                carried = Backward(steps[t], tokens[t], carried, output, gradients);
            }
        }

        return loss;
    }

    private Dictionary<string, double[]> Forward(Dictionary<string, double[]> states, int token)
    {
        var values = new Dictionary<string, double[]>(states);
        foreach (string name in cell.Pointwise.Select(row => row.Target))
        {
            Value(name);
        }

        foreach (AffineRow row in cell.Affine)
        {
            Value(row.Name);
        }

        return values;

        double[] Value(string name)
        {
            if (!values.TryGetValue(name, out double[]? value))
            {
                AffineRow? affine = cell.Affine.FirstOrDefault(row => row.Name == name);
                value = affine is not null ? Affine(affine, token, affine.Operand is null ? null : Value(affine.Operand))
                    : Pointwise(cell.Pointwise.Single(row => row.Target == name).Value, Value);
                values.Add(name, value);
            }

            return value;
        }
    }

    private double[] Affine(AffineRow row, int token, double[]? operand)
    {
        var sums = new double[hidden];
        for (int j = 0; j < hidden; j++)
        {
            sums[j] = (row.Bias is null ? 0 : parameters[row.Bias][0, j]) + (row.Input is null || token < 0 ? 0 : parameters[row.Input][token, j]);
            for (int k = 0; operand is not null && k < hidden; k++)
            {
                sums[j] += operand[k] * parameters[row.Recurrent!][k, j];
            }
        }

        return sums;
    }

    private double[] Pointwise(Expression value, Func<string, double[]> read)
    {
        Dictionary<string, double[]> inputs = value.Variables().Distinct().ToDictionary(name => name, read);
        return [.. Enumerable.Range(0, hidden).Select(j => ExpressionInterpreter.Evaluate(value, inputs.ToDictionary(input => input.Key, input => input.Value[j])))];
    }

    private double Output(double[] h, int target, double[] adjoint, IReadOnlyDictionary<string, double[,]>? gradients)
    {
        if (target < 0)
        {
            return 0;
        }

        double[] logits = [.. Enumerable.Range(0, vocabulary).Select(j => parameters["b_y"][0, j] + h.Select((x, k) => x * parameters["W_y"][k, j]).Sum())];
        double sum = logits.Sum(Math.Exp);
        for (int j = 0; gradients is not null && j < vocabulary; j++)
        {
            double d = Math.Exp(logits[j]) / sum - (j == target ? 1 : 0);
            gradients["b_y"][0, j] += d;
            for (int k = 0; k < hidden; k++)
            {
                gradients["W_y"][k, j] += h[k] * d;
                adjoint[k] += parameters["W_y"][k, j] * d;
            }
        }

        return Math.Log(sum) - logits[target];
    }

    private Dictionary<string, double[]> Backward(
        Dictionary<string, double[]> values, int token, Dictionary<string, double[]> carried, double[] output, IReadOnlyDictionary<string, double[,]> gradients)
    {
        var all = new Dictionary<string, double[]>(values);
        foreach (string state in cell.States)
        {
            all.Add(cell.AdjointOf(CellRows.Next(state)), [.. carried[state].Select((d, j) => d + (state == "h" ? output[j] : 0))]);
        }

        foreach (AffineRow row in cell.Affine)
        {
            double[] d = Value(cell.AdjointOf(row.Name));
            for (int j = 0; j < hidden; j++)
            {
                Add(row.Bias, 0, j, d[j]);
                Add(token < 0 ? null : row.Input, token, j, d[j]);
                for (int k = 0; row.Operand is not null && k < hidden; k++)
                {
                    Add(row.Recurrent, k, j, values[row.Operand][k] * d[j]);
                }
            }
        }

        return cell.States.ToDictionary(state => state, state => Value(cell.AdjointOf(state)).Zip(SentBack(state), (a, b) => a + b).ToArray());

        void Add(string? parameter, int k, int j, double d)
        {
            if (parameter is not null)
            {
                gradients[parameter][k, j] += d;
            }
        }

        double[] Value(string name)
        {
            if (!all.TryGetValue(name, out double[]? value))
            {
                Equation? row = _adjoints.Rows.FirstOrDefault(row => row.Target == name);
                value = row is null ? SentBack(name[cell.AdjointOf("").Length..]) : Pointwise(row.Value, Value);
                all.Add(name, value);
            }

            return value;
        }

        // U^T da, over all products that read the operand.
        double[] SentBack(string operand)
        {
            var sums = new double[hidden];
            foreach (AffineRow row in cell.Affine.Where(row => row.Operand == operand))
            {
                double[] d = Value(cell.AdjointOf(row.Name));
                for (int k = 0; k < hidden; k++)
                {
                    for (int j = 0; j < hidden; j++)
                    {
                        sums[k] += parameters[row.Recurrent!][k, j] * d[j];
                    }
                }
            }

            return sums;
        }
    }
}
