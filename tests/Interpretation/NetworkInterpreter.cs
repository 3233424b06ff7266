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
        Dictionary<string, double[]> states = cell.States.ToDictionary(state => state, state => new double[Count(state)]);
        for (int t = 0; t < tokens.Length; t++)
        {
            Dictionary<string, double[]> step = Forward(states, tokens[t]);
            steps.Add(step);
            states = cell.States.ToDictionary(state => state, state => step[EquationNames.Next(state)]);
        }

        Dictionary<string, double[]> carried = cell.States.ToDictionary(state => state, state => new double[Count(state)]);
        for (int t = tokens.Length - 1; t >= 0; t--)
        {
            double[] output = new double[Count("h")];
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
        foreach (CellParameter parameter in cell.Parameters)
        {
            values.Add(parameter.Name, [.. Enumerable.Range(0, Count(parameter.Name)).Select(j => parameters[parameter.Name][0, parameter.IsScalar ? 0 : j])]);
        }

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
                value = cell.Affine.FirstOrDefault(row => row.Name == name) is { } affine ? Affine(affine, token, affine.Operand is null ? null : Value(affine.Operand))
                    : cell.Reductions.FirstOrDefault(row => row.Name == name) is { } reduction ? Filled(name, Reduced(reduction.Kind, Value(reduction.Operand)))
                    : Pointwise(cell.Pointwise.Single(row => row.Target == name).Value, Count(name), Value);
                values.Add(name, value);
            }

            return value;
        }
    }

    private double[] Affine(AffineRow row, int token, double[]? operand)
    {
        var sums = new double[Count(row.Name)];
        for (int j = 0; j < sums.Length; j++)
        {
            sums[j] = (row.Bias is null ? 0 : parameters[row.Bias][0, j]) + (row.Input is null || token < 0 ? 0 : parameters[row.Input][token, j]);
            for (int k = 0; operand is not null && k < operand.Length; k++)
            {
                sums[j] += operand[k] * parameters[row.Recurrent!][k, j];
            }
        }

        return sums;
    }

    private int Count(string name) => cell.SizeOf(name) is > 0 and var count ? count : hidden;

    private double[] Filled(string name, double value) => [.. Enumerable.Repeat(value, Count(name))];

    private static double Reduced(ReductionKind kind, double[] row) => kind switch
    {
        ReductionKind.Sum => row.Sum(),
        ReductionKind.Mean => row.Average(),
        _ => row.Max(),
    };

    /// <summary>What the adjoint of a number sends back to one unit of its row.</summary>
    private static double SentBack(ReductionKind kind, double[] row, double d, double x) => kind switch
    {
        ReductionKind.Sum => d,
        ReductionKind.Mean => d / row.Length,
        _ => x == row.Max() ? d / row.Count(other => other == x) : 0,
    };

    private static double[] Pointwise(Expression value, int count, Func<string, double[]> read)
    {
        Dictionary<string, double[]> inputs = value.Variables().Distinct().ToDictionary(name => name, read);
        return [.. Enumerable.Range(0, count).Select(j => ExpressionInterpreter.Evaluate(value, inputs.ToDictionary(input => input.Key, input => input.Value[j])))];
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
            for (int k = 0; k < h.Length; k++)
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
            all.Add(cell.AdjointOf(EquationNames.Next(state)), [.. carried[state].Select((d, j) => d + (state == "h" ? output[j] : 0))]);
        }

        foreach (AffineRow row in cell.Affine)
        {
            double[] d = Value(cell.AdjointOf(row.Name));
            for (int j = 0; j < d.Length; j++)
            {
                Add(row.Bias, 0, j, d[j]);
                Add(token < 0 ? null : row.Input, token, j, d[j]);
                for (int k = 0; row.Operand is not null && k < values[row.Operand].Length; k++)
                {
                    Add(row.Recurrent, k, j, values[row.Operand][k] * d[j]);
                }
            }
        }

        foreach (CellParameter parameter in cell.Parameters)
        {
            double[] d = Value(cell.AdjointOf(parameter.Name));
            for (int j = 0; j < d.Length; j++)
            {
                Add(parameter.Name, 0, parameter.IsScalar ? 0 : j, d[j]);
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
                value = row is null ? SentBack(name[cell.AdjointOf("").Length..]) : Pointwise(row.Value, CountOfAdjoint(name), Value);
                all.Add(name, value);
            }

            return value;
        }

        int CountOfAdjoint(string name) => cell.SizeOfAdjoint(name) is > 0 and var count ? count : hidden;

        // U^T da, over all products that read the operand; or from the number that is made of it.
        double[] SentBack(string operand)
        {
            if (cell.Reductions.FirstOrDefault(row => row.Operand == operand) is { } reduction)
            {
                double sum = Value(cell.AdjointOf(reduction.Name)).Sum();
                return [.. values[operand].Select(x => NetworkInterpreter.SentBack(reduction.Kind, values[operand], sum, x))];
            }

            var sums = new double[Count(operand)];
            foreach (AffineRow row in cell.Affine.Where(row => row.Operand == operand))
            {
                double[] d = Value(cell.AdjointOf(row.Name));
                for (int k = 0; k < sums.Length; k++)
                {
                    for (int j = 0; j < d.Length; j++)
                    {
                        sums[k] += parameters[row.Recurrent!][k, j] * d[j];
                    }
                }
            }

            return sums;
        }
    }
}
