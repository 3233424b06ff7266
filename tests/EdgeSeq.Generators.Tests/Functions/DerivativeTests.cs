using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Functions;
using EdgeSeq.Tests.Interpretation;

namespace EdgeSeq.Generators.Tests.Functions;

/// <summary>The derivatives that functions state, against differences of what they mean, and at their kinks.</summary>
[Trait("Isa", "none")]
public class DerivativeTests
{
    private const double Step = 1e-5, Tolerance = 1e-6, Scale = 1e-3;

    /// <summary>A difference quotient may not straddle one of these.</summary>
    private static readonly double[] Kinks = [-3, -1, 0, 1, 3];

    public static TheoryData<string> Names => [.. FunctionCatalogue.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_derivative_agrees_with_central_differences(string name)
    {
        int count = FunctionCatalogue.Find(name)!.Arguments.Count;
        var random = new Random(3);
        for (int trial = 0; trial < 300; trial++)
        {
            double[] arguments = [.. Enumerable.Range(0, count).Select(_ => Draw())];
            if (arguments.Concat(Kinks).Any(kink => arguments.Count(argument => Math.Abs(argument - kink) < 100 * Step) > (arguments.Contains(kink) ? 1 : 0)))
            {
                continue;
            }

            double[] derivatives = Derivatives(name, arguments);
            for (int i = 0; i < count; i++)
            {
                double expected = (ElementaryFunctions.Evaluate(name, Moved(i, Step)) - ElementaryFunctions.Evaluate(name, Moved(i, -Step))) / (2 * Step);
                double error = Math.Abs(derivatives[i] - expected) / Math.Max(Scale, Math.Abs(expected));
                Assert.True(error < Tolerance, $"{name}({string.Join(", ", arguments)}): derivative {i} is {derivatives[i]:R}, the difference quotient {expected:R}.");
            }

            double[] Moved(int i, double by) => [.. arguments.Select((argument, j) => i == j ? argument + by : argument)];
        }

        // What log and sqrt are not defined for has no derivative to check.
        double Draw() => name is "log" or "sqrt" ? 0.1 + (5 * random.NextDouble()) : 10 * (random.NextDouble() - 0.5);
    }

    [Theory]
    [InlineData("relu(0)", 0.0)]
    [InlineData("abs(0)", 0.0)]
    [InlineData("leaky_relu(0, 0.1)", 0.1, 0.0)]
    [InlineData("elu(0)", 1.0)]
    [InlineData("selu(0)", 1.7580993408473766)]
    [InlineData("hard_tanh(1)", 0.0)]
    [InlineData("hard_tanh(-1)", 0.0)]
    [InlineData("hard_sigmoid(3)", 0.0)]
    [InlineData("hard_sigmoid(-3)", 0.0)]
    [InlineData("max(2, 2)", 0.5, 0.5)]
    [InlineData("min(2, 2)", 0.5, 0.5)]
    [InlineData("clip(1, -1, 1)", 1.0, 0.0, 0.0)]
    [InlineData("clip(-1, -1, 1)", 1.0, 0.0, 0.0)]
    [InlineData("clip(1.5, -1, 1)", 0.0, 0.0, 1.0)]
    [InlineData("clip(-1.5, -1, 1)", 0.0, 1.0, 0.0)]
    [InlineData("clip(0, 1, -1)", 0.0, 0.0, 1.0)]
    public void At_a_kink_the_derivative_is_that_of_PyTorch(string call, params double[] expected)
    {
        var parsed = (Call)EquationParser.ParseExpression(call);
        Assert.Equal(expected, Derivatives(parsed.Function, [.. parsed.Arguments.Select(argument => ((Number)argument).Value)]));
    }

    /// <summary>Those of the definition, at d = 1.</summary>
    private static double[] Derivatives(string name, double[] arguments)
    {
        FunctionDefinition function = FunctionCatalogue.Find(name)!;
        var values = new Dictionary<string, double> { ["d"] = 1, ["y"] = ElementaryFunctions.Evaluate(name, arguments) };
        for (int i = 0; i < arguments.Length; i++)
        {
            values.Add(function.Arguments[i], arguments[i]);
        }

        return [.. function.Derivatives!.Select(derivative => ExpressionInterpreter.Evaluate(EquationParser.ParseExpression(derivative), values))];
    }
}
