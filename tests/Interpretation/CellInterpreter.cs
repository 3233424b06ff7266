using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Tests.Interpretation;

/// <summary>
/// A cell's pointwise rows and its derived adjoint rows, of one hidden unit, in double precision. Given are the
/// pre-activations, numbers made of rows, parameters and the previous states; matrix products and reductions are the caller's.
/// </summary>
internal sealed class CellInterpreter(CellRows cell)
{
    private readonly AdjointRows _adjoints = Differentiator.Differentiate(cell);

    /// <summary>What the pointwise rows read and nothing but the caller can give: pre-activations, reductions, parameters and previous states.</summary>
    public IReadOnlyList<string> Inputs { get; } =
        [.. cell.Affine.Select(row => row.Name), .. cell.Reductions.Select(row => row.Name), .. cell.Parameters.Select(row => row.Name), .. cell.States];

    /// <summary>What leaves the pointwise rows: next states, and the operands of further matrix products and reductions.</summary>
    public IReadOnlyList<string> Outputs { get; } =
        [.. cell.States.Select(EquationNames.Next).Concat(cell.Affine.Select(row => row.Operand).Concat(cell.Reductions.Select(row => row.Operand)).OfType<string>().Except(cell.States)).Distinct()];

    /// <summary>Computes every row from the inputs; the result holds the inputs too.</summary>
    public Dictionary<string, double> Forward(IReadOnlyDictionary<string, double> inputs)
    {
        var values = new Dictionary<string, double>(inputs);
        foreach (Equation row in cell.Pointwise)
        {
            values.Add(row.Target, ExpressionInterpreter.Evaluate(row.Value, values));
        }

        return values;
    }

    /// <summary>Computes every adjoint row; <paramref name="given"/> holds dL/d of each output, under names such as <c>dh'</c>.</summary>
    public Dictionary<string, double> Backward(IReadOnlyDictionary<string, double> values, IReadOnlyDictionary<string, double> given)
    {
        var all = new Dictionary<string, double>(values);
        foreach ((string name, double value) in given)
        {
            all.Add(name, value);
        }

        foreach (Equation row in _adjoints.Rows)
        {
            all.Add(row.Target, ExpressionInterpreter.Evaluate(row.Value, all));
        }

        return all;
    }
}
