using System.Globalization;

namespace EdgeSeq.Generators.Equations;

/// <summary>Prints expressions as they are written in cells, with no more parentheses than needed.</summary>
internal static class ExpressionPrinter
{
    private const int Sum = 1, Product = 2, Unary = 3, Atom = 4;

    public static string Print(Expression expression) => Print(expression, 0);

    private static string Print(Expression expression, int context)
    {
        (string text, int precedence) = expression switch
        {
            Number number => (number.Value.ToString("R", CultureInfo.InvariantCulture), number.Value < 0 ? Unary : Atom),
            BitPattern pattern => ($"0x{pattern.Bits:x8}", Atom),
            Variable variable => (variable.Name, Atom),
            Negation negation => ("-" + Print(negation.Operand, Unary), Unary),
            Binary { Operator: '+' or '-' } sum => ($"{Print(sum.Left, Sum)} {sum.Operator} {Print(sum.Right, sum.Operator == '-' ? Product : Sum)}", Sum),
            Binary product => ($"{Print(product.Left, Product)} {product.Operator} {Print(product.Right, Unary)}", Product),
            Call call => ($"{call.Function}({string.Join(", ", call.Arguments.Select(a => Print(a, 0)))})", Atom),
            MatrixProduct product => ($"{product.Matrix} {Print(product.Operand, Atom)}", Unary),
            _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "An expression without a printed form."),
        };
        return precedence < context ? $"({text})" : text;
    }
}
