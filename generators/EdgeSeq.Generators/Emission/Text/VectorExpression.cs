using System.Globalization;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Functions;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>
/// Says an expression in a dialect. Sums of products become fused multiply-adds by one rule for all instruction sets:
/// <c>a * b + c</c> and <c>c - a * b</c>; of two products the right one is fused.
/// </summary>
/// <param name="dialect">The dialect.</param>
/// <param name="functionPrefix">What stands before the name of a function: the class that has it, and a dot; nothing within that class.</param>
/// <param name="nameOf">The C# name of a variable; null for <see cref="Identifier"/>.</param>
internal sealed class VectorExpression(Dialect dialect, string functionPrefix, Func<string, string>? nameOf = null)
{
    private readonly Func<string, string> _nameOf = nameOf ?? Identifier;

    /// <summary>The C# name of a variable of the library's own rows.</summary>
    public static string Identifier(string name) => name.Replace("'", "Next");

    public string Print(Expression expression) => expression switch
    {
        Number number => Constant(number.Value),
        BitPattern pattern => $"{dialect.Vector}.Create(0x{pattern.Bits:x8}u).AsSingle()",
        Variable variable => _nameOf(variable.Name),
        Negation negation => $"-{PrintOperand(negation.Operand)}",
        Binary { Operator: '+', Right: Binary { Operator: '*' } product } e => Word(dialect.Fma, product.Left, product.Right, e.Left),
        Binary { Operator: '+', Left: Binary { Operator: '*' } product } e => Word(dialect.Fma, product.Left, product.Right, e.Right),
        Binary { Operator: '-', Right: Binary { Operator: '*' } product } e => Word(dialect.Fnma, product.Left, product.Right, e.Left),
        Binary e => $"({Print(e.Left)} {e.Operator} {Print(e.Right)})",
        Call call => PrintCall(call),
        _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "Not a pointwise expression."),
    };

    /// <summary>Like <see cref="Print"/>, without the outermost parentheses.</summary>
    public string PrintOuter(Expression expression)
    {
        string text = Print(expression);
        return expression is Binary && text[0] == '(' ? text.Substring(1, text.Length - 2) : text;
    }

    private string Constant(double value) => value == 0
        ? $"{dialect.VectorType}.Zero"
        : $"{dialect.Vector}.Create({FloatLiteral(value)})";

    private static string FloatLiteral(double value) =>
        double.IsPositiveInfinity(value) ? "float.PositiveInfinity" : ((float)value).ToString("G9", CultureInfo.InvariantCulture) + "f";

    /// <summary>
    /// The rows of the library are words first; equations are functions first, whose <c>max</c> differs from the word in what it does with NaN.
    /// </summary>
    private string PrintCall(Call call) => functionPrefix.Length == 0
        ? PrintWord(call) ?? PrintFunction(call) ?? throw Unknown(call)
        : PrintFunction(call) ?? PrintWord(call) ?? throw Unknown(call);

    private static EquationSyntaxException Unknown(Call call) =>
        new($"\"{call.Function}\" is neither a word of the dialects nor a function of the catalogue.");

    private string? PrintFunction(Call call) => FunctionCatalogue.Find(call.Function) is { } function
        ? $"{functionPrefix}{function.MethodName}({string.Join(", ", call.Arguments.Select(PrintOuter))})"
        : null;

    private string? PrintWord(Call call) => call.Function switch
    {
        "fma" => Word(dialect.Fma, [.. call.Arguments]),
        "fnma" => Word(dialect.Fnma, [.. call.Arguments]),
        "min" => Word(dialect.Min, [.. call.Arguments]),
        "max" => Word(dialect.Max, [.. call.Arguments]),
        "shl" => $"{dialect.Vector}.ShiftLeft({Print(call.Arguments[0])}.AsInt32(), {Integer(call.Arguments[1])}).AsSingle()",
        "shr" => $"{dialect.Vector}.ShiftRightLogical({Print(call.Arguments[0])}.AsInt32(), {Integer(call.Arguments[1])}).AsSingle()",
        "sar" => $"{dialect.Vector}.ShiftRightArithmetic({Print(call.Arguments[0])}.AsInt32(), {Integer(call.Arguments[1])}).AsSingle()",
        "iadd" => Word("({0}.AsInt32() + {1}.AsInt32()).AsSingle()", [.. call.Arguments]),
        "isub" => Word("({0}.AsInt32() - {1}.AsInt32()).AsSingle()", [.. call.Arguments]),
        "and" => Word("({0} & {1})", [.. call.Arguments]),
        "or" => Word("({0} | {1})", [.. call.Arguments]),
        "xor" => Word("({0} ^ {1})", [.. call.Arguments]),
        "abs" => Word(dialect.Vector + ".Abs({0})", [.. call.Arguments]),
        "sqrt" => Word(dialect.Vector + ".Sqrt({0})", [.. call.Arguments]),
        "lt" => Word(dialect.Vector + ".LessThan({0}, {1})", [.. call.Arguments]),
        "gt" => Word(dialect.Vector + ".GreaterThan({0}, {1})", [.. call.Arguments]),
        "eq" => Word(dialect.Vector + ".Equals({0}, {1})", [.. call.Arguments]),
        "select" => Word(dialect.Vector + ".ConditionalSelect({0}, {1}, {2})", [.. call.Arguments]),
        _ => null,
    };

    private static string Integer(Expression expression) =>
        expression is Number number ? ((int)number.Value).ToString(CultureInfo.InvariantCulture)
        : throw new EquationSyntaxException($"\"{expression}\" must be a whole number.");

    private string Word(string template, params Expression[] arguments) =>
        string.Format(CultureInfo.InvariantCulture, template, arguments.Select((argument, i) => (object)(IsOperand(template, i) ? PrintOperand(argument) : PrintOuter(argument))).ToArray());

    /// <summary>True where an operator of the template stands at the argument, as in <c>-{0}</c>: it would bind closer than one of the argument.</summary>
    private static bool IsOperand(string template, int argument)
    {
        string place = $"{{{argument}}}";
        int start = template.IndexOf(place, StringComparison.Ordinal), end = start + place.Length;
        return start > 0 && (template[start - 1] == '-' || template[end] == '.');
    }

    /// <summary>An operand of a sign or a dot: <c>--a</c> would be another operator.</summary>
    private string PrintOperand(Expression expression) => expression is Negation ? $"({Print(expression)})" : Print(expression);
}
