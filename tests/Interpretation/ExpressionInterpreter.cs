using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Tests.Interpretation;

/// <summary>The meaning of a pointwise expression, in double precision: no plan, no dialect, no float.</summary>
internal static class ExpressionInterpreter
{
    public static double Evaluate(Expression expression, IReadOnlyDictionary<string, double> values) => expression switch
    {
        Number number => number.Value,
        Variable variable => values[variable.Name],
        Negation negation => -Evaluate(negation.Operand, values),
        Binary { Operator: '+' } e => Evaluate(e.Left, values) + Evaluate(e.Right, values),
        Binary { Operator: '-' } e => Evaluate(e.Left, values) - Evaluate(e.Right, values),
        Binary { Operator: '*' } e => Evaluate(e.Left, values) * Evaluate(e.Right, values),
        Binary { Operator: '/' } e => Evaluate(e.Left, values) / Evaluate(e.Right, values),
        Call call => ElementaryFunctions.Evaluate(call.Function, [.. call.Arguments.Select(argument => Evaluate(argument, values))]),
        _ => throw new NotSupportedException($"{expression} is not pointwise."),
    };
}
