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
        Call call => Apply(call.Function, Evaluate(call.Arguments[0], values)),
        _ => throw new NotSupportedException($"{expression} is not pointwise."),
    };

    private static double Apply(string function, double a) => function switch
    {
        "sigmoid" => 1 / (1 + Math.Exp(-a)),
        "tanh" => Math.Tanh(a),
        "relu" => Math.Max(0, a),
        "step" => a > 0 ? 1 : 0,
        "exp" => Math.Exp(a),
        "log" => Math.Log(a),
        "sqrt" => Math.Sqrt(a),
        _ => throw new NotSupportedException($"The interpreter does not know {function}."),
    };
}
