using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Tests.Equations;

[Trait("Isa", "none")]
public class EquationParserTests
{
    private static readonly Expression A = new Variable("a"), B = new Variable("b"), C = new Variable("c");

    [Fact]
    public void Products_bind_tighter_than_sums() => Assert.Equal(A + B * C, Parse("a + b * c"));

    [Fact]
    public void Sums_and_products_group_to_the_left()
    {
        Assert.Equal(A - B - C, Parse("a - b - c"));
        Assert.NotEqual(A - (B - C), Parse("a - b - c"));
        Assert.Equal(A / B * C, Parse("a / b * c"));
        Assert.NotEqual(A / (B * C), Parse("a / b * c"));
    }

    [Fact]
    public void Parentheses_come_first() => Assert.Equal((A + B) * (A - C), Parse("(a + b) * (a - c)"));

    [Fact]
    public void A_sign_belongs_to_the_next_factor()
    {
        Assert.Equal(-A * B, Parse("-a * b"));
        Assert.Equal(A - -B, Parse("a - -b"));
        Assert.Equal(new Number(-3), Parse("-3"));
    }

    [Fact]
    public void A_matrix_multiplies_the_next_factor_only()
    {
        Assert.Equal(new MatrixProduct("U_r", new Variable("h")) + A, Parse("U_r h + a"));
        Assert.Equal(new MatrixProduct("U_n", A * B), Parse("U_n (a * b)"));
        Assert.Equal(new MatrixProduct("W_n", A) * B, Parse("W_n a * b"));
    }

    [Fact]
    public void Functions_take_any_number_of_arguments() =>
        Assert.Equal(new Call("fma", A, B + C, new Call("tanh", A)), Parse("fma(a, b + c, tanh(a))"));

    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData("1.90465421e-09", 1.90465421e-09)]
    [InlineData("2e+3", 2000)]
    [InlineData(".25", 0.25)]
    public void Numbers_are_read_as_in_csharp(string text, double value) => Assert.Equal(new Number(value), Parse(text));

    [Fact]
    public void Bits_of_a_float_are_read_as_hexadecimal() => Assert.Equal(new BitPattern(0x7f800000), Parse("0x7f800000"));

    [Fact]
    public void Primes_belong_to_names_and_blank_lines_to_nobody()
    {
        IReadOnlyList<Equation> rows = EquationParser.Parse("\n  c' = a\r\n\n   h' = c' * b  \n");
        Assert.Equal([new("c'", A), new("h'", new Variable("c'") * B)], rows);
    }

    [Theory]
    [InlineData("h' tanh(a)", "expected '='")]
    [InlineData("= a", "expected a name before '='")]
    [InlineData("h' = ", "expected a name, a number or '('")]
    [InlineData("h' = (a + b", "expected ')'")]
    [InlineData("h' = tanh(a b)", "expected ',' or ')'")]
    [InlineData("h' = a b", "expected an operator or the end of the row")]
    [InlineData("h' = a + * b", "expected a name, a number or '('")]
    [InlineData("h' = 1.2.3", "expected a name, a number or '('")]
    [InlineData("h' = a # b", "expected an operator or the end of the row")]
    [InlineData("h'' = a", "expected '='")]
    [InlineData("h' = W_h", "expected a name, a number or '('")]
    public void An_error_quotes_the_row_and_says_what_was_expected(string row, string expected)
    {
        var error = Assert.Throws<EquationSyntaxException>(() => EquationParser.Parse("a = 1\n" + row));
        Assert.Contains($"\"{row.Trim()}\"", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_names_the_character()
    {
        var error = Assert.Throws<EquationSyntaxException>(() => EquationParser.Parse("h' = a b"));
        Assert.Contains("at character 8:", error.Message, StringComparison.Ordinal);
    }

    private static Expression Parse(string text) => EquationParser.ParseExpression(text);
}
