using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Functions;
using EdgeSeq.Generators.Rules;

namespace EdgeSeq.Generators.Tests.Equations;

[Trait("Isa", "none")]
public class ExpressionPrinterTests
{
    [Theory]
    [InlineData("a + b * c")]
    [InlineData("(a + b) * c")]
    [InlineData("a - (b - c)")]
    [InlineData("a - b - c")]
    [InlineData("a / (b * c) / d")]
    [InlineData("-a * -(b + c)")]
    [InlineData("-(a * b)")]
    [InlineData("a - -3")]
    [InlineData("a * -3")]
    [InlineData("1E-10 * x")]
    [InlineData("U_n (r * h) + W_n x")]
    [InlineData("U_n (-h)")]
    [InlineData("tanh(a + b, -c) * 0x7f800000")]
    public void Text_without_needless_parentheses_is_printed_as_written(string text) =>
        Assert.Equal(text, EquationParser.ParseExpression(text).ToString());

    [Theory]
    [InlineData("((a)) + ((b * c))", "a + b * c")]
    [InlineData("(a * b) * c", "a * b * c")]
    [InlineData("tanh((a))", "tanh(a)")]
    public void Needless_parentheses_are_not_printed(string text, string printed) =>
        Assert.Equal(printed, EquationParser.ParseExpression(text).ToString());

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    public void Printed_rows_of_a_cell_and_its_adjoints_read_back_as_the_same_text(string cell)
    {
        CellRows rows = TestCells.Rows(cell);
        var all = CellText.Parse(TestCells.Find(cell).Equations).Rows.Concat(rows.Pointwise).Concat(Differentiator.Differentiate(rows).Rows);
        Assert.All(all, row => Assert.Equal(row.ToString(), Assert.Single(EquationParser.Parse(row.ToString())).ToString()));
    }

    [Fact]
    public void Printed_rows_of_functions_and_updates_read_back_as_they_were()
    {
        var texts = FunctionCatalogue.All.Select(function => function.Rows).Concat(UpdateCatalogue.All.Select(update => update.Rows));
        Assert.All(texts.SelectMany(EquationParser.Parse), row => Assert.Equal(row, Assert.Single(EquationParser.Parse(row.ToString()))));
    }

    [Fact]
    public void Random_expressions_read_back_as_they_were()
    {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            Expression expression = Draw(random, 5);
            Assert.Equal(expression, EquationParser.ParseExpression(expression.ToString()));
        }
    }

    private static Expression Draw(Random random, int depth) => (depth == 0 ? random.Next(2) : random.Next(8)) switch
    {
        0 => new Variable("abc"[random.Next(3)] + (random.Next(2) == 0 ? "" : "'")),
        1 => new Number(random.Next(2) == 0 ? random.Next(-3, 4) : Math.ScaleB(random.NextDouble() - 0.5, random.Next(-80, 80))),
        2 => new Call("tanh", Draw(random, depth - 1)),
        3 => Draw(random, depth - 1) switch { Number number => number, var operand => -operand },   // -3 reads as a number
        var kind => new Binary("+-*/"[kind - 4], Draw(random, depth - 1), Right("+-*/"[kind - 4], Draw(random, depth - 1))),
    };

    /// <summary>Printing forgets one thing, the parentheses of <c>a + (b + c)</c>: such sums are left out.</summary>
    private static Expression Right(char leftOperator, Expression right) =>
        leftOperator == '+' && right is Binary { Operator: '+' or '-' } ? new Call("tanh", right) : right;
}
