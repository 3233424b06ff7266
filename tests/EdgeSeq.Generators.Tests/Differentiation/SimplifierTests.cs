using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Tests.Interpretation;

namespace EdgeSeq.Generators.Tests.Differentiation;

[Trait("Isa", "none")]
public class SimplifierTests
{
    [Theory]
    [InlineData("1 * a", "a")]
    [InlineData("a * 1 / 1", "a")]
    [InlineData("0 + a - 0", "a")]
    [InlineData("a + -b", "a - b")]
    [InlineData("a - -b", "a + b")]
    [InlineData("-a * b", "-(a * b)")]
    [InlineData("-a * -b", "a * b")]
    [InlineData("a - a * b", "a * (1 - b)")]
    [InlineData("a + a * -b", "a * (1 - b)")]
    [InlineData("a - b", "a - b")]
    public void Ones_zeros_and_double_signs_go_away(string text, string simple) =>
        Assert.Equal(simple, Simplifier.Simplify(EquationParser.ParseExpression(text)).ToString());

    [Fact]
    public void The_value_stays_the_same()
    {
        var random = new Random(3);
        var values = new Dictionary<string, double> { ["a"] = 1.3, ["b"] = -0.7, ["c"] = 0.4 };
        for (int i = 0; i < 2000; i++)
        {
            Expression expression = Draw(random, 4);
            double expected = ExpressionInterpreter.Evaluate(expression, values), actual = ExpressionInterpreter.Evaluate(Simplifier.Simplify(expression), values);
            if (double.IsFinite(expected))
            {
                Assert.True(Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"{expression} is {expected:R}, simplified {actual:R}");
            }
        }
    }

    private static Expression Draw(Random random, int depth) => (depth == 0 ? random.Next(2) : random.Next(8)) switch
    {
        0 => new Variable("abc".Substring(random.Next(3), 1)),
        1 => new Number(random.Next(-1, 3)),
        2 => -Draw(random, depth - 1),
        3 => new Call("tanh", Draw(random, depth - 1)),
        var kind => new Binary("+-*/"[kind - 4], Draw(random, depth - 1), Draw(random, depth - 1)),
    };
}
