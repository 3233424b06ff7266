using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Functions;

namespace EdgeSeq.Generators.Differentiation;

/// <summary>Derivatives: those of the operators, here, and those that a function's definition states.</summary>
internal static class DerivativeRules
{
    public static (Expression Left, Expression Right) OfBinary(Binary y, Expression d) => y.Operator switch
    {
        '+' => (d, d),
        '-' => (d, -d),
        '*' => (d * y.Right, d * y.Left),
        '/' => (d / y.Right, -(d * y.Left) / (y.Right * y.Right)),
        _ => throw new ArgumentOutOfRangeException(nameof(y), y.Operator, "An operator without a derivative."),
    };

    /// <summary>dL/d(argument) of each argument, from dL/d(result) <paramref name="d"/> and the result <paramref name="y"/>.</summary>
    /// <exception cref="EquationSyntaxException">Equations have no such function, or it takes another number of arguments.</exception>
    public static Expression[] OfCall(Call call, Expression y, Expression d)
    {
        FunctionDefinition? function = FunctionCatalogue.Find(call.Function);
        if (function?.Derivatives is not { } derivatives)
        {
            throw new EquationSyntaxException(
                $"The function \"{call.Function}\" has no derivative; a cell may use {string.Join(", ", FunctionCatalogue.Names)}.");
        }

        if (call.Arguments.Count != function.Arguments.Count)
        {
            throw new EquationSyntaxException(
                $"In \"{call}\": the function takes {function.Arguments.Count} argument{(function.Arguments.Count == 1 ? "" : "s")}, {function.Name}({string.Join(", ", function.Arguments)}).");
        }

        var values = new Dictionary<string, Expression> { ["d"] = d, ["y"] = y };
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            values.Add(function.Arguments[i], call.Arguments[i]);
        }

        return derivatives.Select(derivative => EquationParser.ParseExpression(derivative).Substitute(values)).ToArray();
    }
}
