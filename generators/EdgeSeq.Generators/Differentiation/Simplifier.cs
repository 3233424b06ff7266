using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Differentiation;

/// <summary>Rewrites derived expressions into what a person would write: no ones, no zeros, common factors taken out.</summary>
internal static class Simplifier
{
    public static Expression Simplify(Expression expression) => expression switch
    {
        Binary binary => Rewrite(binary with { Left = Simplify(binary.Left), Right = Simplify(binary.Right) }),
        Negation negation => Negate(Simplify(negation.Operand)),
        Call call => call with { Arguments = new(call.Arguments.Select(Simplify)) },
        _ => expression,
    };

    private static Expression Rewrite(Binary e) => e switch
    {
        { Operator: '*', Left: Number { Value: 1 } } => e.Right,
        { Operator: '*' or '/', Right: Number { Value: 1 } } => e.Left,
        { Operator: '+', Left: Number { Value: 0 } } => e.Right,
        { Operator: '+' or '-', Right: Number { Value: 0 } } => e.Left,

        // a + -b = a - b, a - -b = a + b
        { Operator: '+', Right: Negation b } => Rewrite(new Binary('-', e.Left, b.Operand)),
        { Operator: '-', Right: Negation b } => Rewrite(new Binary('+', e.Left, b.Operand)),
        { Operator: '*' or '/', Left: Negation a } => Negate(Rewrite(e with { Left = a.Operand })),
        { Operator: '*', Right: Negation b } => Negate(Rewrite(e with { Right = b.Operand })),

        // a - a * b = a * (1 - b)
        { Operator: '-', Right: Binary { Operator: '*' } product } when product.Left == e.Left => e.Left * (1 - product.Right),
        _ => e,
    };

    private static Expression Negate(Expression e) => e switch
    {
        Negation inner => inner.Operand,
        Number number => -number.Value,
        _ => -e,
    };
}
