using EdgeSeq.Generators.Common;

namespace EdgeSeq.Generators.Equations;

/// <summary>The right side of an equation, as written. A value: immutable, compared by structure.</summary>
internal abstract record Expression
{
    /// <summary>Where its name stands in the text; of no length where it has none.</summary>
    public Mark Mark { get; init; }

    public static Expression operator +(Expression left, Expression right) => new Binary('+', left, right);

    public static Expression operator -(Expression left, Expression right) => new Binary('-', left, right);

    public static Expression operator *(Expression left, Expression right) => new Binary('*', left, right);

    public static Expression operator /(Expression left, Expression right) => new Binary('/', left, right);

    public static Expression operator -(Expression operand) => new Negation(operand);

    public static implicit operator Expression(double value) => new Number(value);

    /// <summary>Names of all variables that occur, in order of reading, each as often as it occurs.</summary>
    public IEnumerable<string> Variables() => this switch
    {
        Variable variable => [variable.Name],
        Negation negation => negation.Operand.Variables(),
        Binary binary => binary.Left.Variables().Concat(binary.Right.Variables()),
        Call call => call.Arguments.SelectMany(argument => argument.Variables()),
        MatrixProduct product => product.Operand.Variables(),
        _ => [],
    };

    /// <summary>The expression and all its parts, in order of reading.</summary>
    public IEnumerable<Expression> Parts() => this switch
    {
        Negation negation => negation.Operand.Parts().Prepend(this),
        Binary binary => binary.Left.Parts().Concat(binary.Right.Parts()).Prepend(this),
        Call call => call.Arguments.SelectMany(argument => argument.Parts()).Prepend(this),
        MatrixProduct product => product.Operand.Parts().Prepend(this),
        _ => [this],
    };

    /// <summary>The same expression with some variables replaced.</summary>
    public Expression Substitute(IReadOnlyDictionary<string, Expression> values) => this switch
    {
        Variable variable when values.TryGetValue(variable.Name, out Expression? value) => value,
        Negation negation => -negation.Operand.Substitute(values),
        Binary binary => binary with { Left = binary.Left.Substitute(values), Right = binary.Right.Substitute(values) },
        Call call => call with { Arguments = new(call.Arguments.Select(argument => argument.Substitute(values))) },
        MatrixProduct product => product with { Operand = product.Operand.Substitute(values) },
        _ => this,
    };

    public sealed override string ToString() => ExpressionPrinter.Print(this);
}

internal sealed record Number(double Value) : Expression;

/// <summary>A constant given by the bits of a float.</summary>
internal sealed record BitPattern(uint Bits) : Expression;

internal sealed record Variable(string Name) : Expression;

internal sealed record Negation(Expression Operand) : Expression;

/// <summary>A pointwise sum, difference, product or quotient: <paramref name="Operator"/> is one of <c>+ - * /</c>.</summary>
internal sealed record Binary(char Operator, Expression Left, Expression Right) : Expression;

/// <summary>A pointwise function such as <c>sigmoid(a)</c>.</summary>
internal sealed record Call(string Function, EquatableArray<Expression> Arguments) : Expression
{
    public Call(string function, params Expression[] arguments) : this(function, new EquatableArray<Expression>(arguments))
    {
    }
}

/// <summary>A matrix times a vector, written side by side: <c>U_r h</c>.</summary>
internal sealed record MatrixProduct(string Matrix, Expression Operand) : Expression;
