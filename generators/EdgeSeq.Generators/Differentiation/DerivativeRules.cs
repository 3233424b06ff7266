using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Differentiation;

/// <summary>
/// The one table of derivatives. A rule gives dL/d(argument) from dL/d(result) d, the result y and the arguments a, b.
/// Rules use the result where they can, for it is on the tape anyway.
/// </summary>
internal static class DerivativeRules
{
    private static readonly Dictionary<string, Rule> Functions = new()
    {
        ["sigmoid"] = (d, y, _) => [d * y * (1 - y)],
        ["tanh"] = (d, y, _) => [d * (1 - y * y)],
        ["relu"] = (d, y, _) => [d * new Call("step", y)],
        ["exp"] = (d, y, _) => [d * y],
        ["log"] = (d, _, a) => [d / a[0]],
        ["sqrt"] = (d, y, _) => [d / (2 * y)],
    };

    private delegate Expression[] Rule(Expression d, Expression y, IReadOnlyList<Expression> arguments);

    /// <summary>Names of the functions that a cell may use.</summary>
    public static IEnumerable<string> FunctionNames => Functions.Keys;

    public static (Expression Left, Expression Right) OfBinary(Binary y, Expression d) => y.Operator switch
    {
        '+' => (d, d),
        '-' => (d, -d),
        '*' => (d * y.Right, d * y.Left),
        '/' => (d / y.Right, -(d * y.Left) / (y.Right * y.Right)),
        _ => throw new ArgumentOutOfRangeException(nameof(y), y.Operator, "An operator without a derivative."),
    };

    public static Expression[] OfCall(Call call, Expression y, Expression d) =>
        Functions.TryGetValue(call.Function, out Rule rule)
            ? rule(d, y, call.Arguments)
            : throw new EquationSyntaxException(
                $"The function \"{call.Function}\" has no derivative; a cell may use {string.Join(", ", FunctionNames)}.");
}
