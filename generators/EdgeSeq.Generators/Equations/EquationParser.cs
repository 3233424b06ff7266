using System.Globalization;

namespace EdgeSeq.Generators.Equations;

/// <summary>
/// Reads equations, one a line, in the notation of the papers. <c>*</c> and <c>/</c> are pointwise; a name that begins
/// with <c>W_</c> or <c>U_</c> is a matrix and multiplies what follows it; a name followed by <c>(</c> is a function.
/// </summary>
internal sealed class EquationParser
{
    /// <summary>What a person writes in a row; deeper texts, and longer ones, would exhaust the stack of whoever walks the expression.</summary>
    private const int MaxDepth = 50, MaxTerms = 500;

    /// <summary>The function that <c>[a, b]</c> is: values one behind the other, in a network.</summary>
    public const string ListName = "concat";

    private static readonly Dictionary<string, DeclarationKind> s_kinds = new()
    {
        ["constant"] = DeclarationKind.Constant,
        ["size"] = DeclarationKind.Size,
        ["vector"] = DeclarationKind.Vector,
        ["scalar"] = DeclarationKind.Scalar,
        ["bias"] = DeclarationKind.Bias,
        ["input"] = DeclarationKind.Input,
        ["weight"] = DeclarationKind.Weight,
    };

    private readonly string _row;
    private readonly int _offset;
    private int _position;
    private int _depth;
    private int _terms;

    /// <param name="row">One line without its comment.</param>
    /// <param name="offset">Where it begins in the text.</param>
    private EquationParser(string row, int offset) => (_row, _offset) = (row, offset);

    /// <summary>What is still to be read.</summary>
    public Mark Rest
    {
        get
        {
            SkipSpace();
            return MarkFrom(_position, Math.Max(1, _row.Length - _position));
        }
    }

    /// <summary>Rows, one a line.</summary>
    public static IReadOnlyList<Equation> Parse(string text) => [.. Lines(text).Select(line => line.Row())];

    /// <summary>Parsers of the lines that say something; <c>//</c> begins a comment.</summary>
    public static IEnumerable<EquationParser> Lines(string text)
    {
        for (int start = 0, end; start < text.Length; start = end + 1)
        {
            end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            string line = text.Substring(start, end - start);
            int comment = line.IndexOf("//", StringComparison.Ordinal);
            line = (comment < 0 ? line : line.Substring(0, comment)).TrimEnd();
            string row = line.TrimStart();
            if (row.Length > 0)
            {
                yield return new EquationParser(row, start + line.Length - row.Length);
            }
        }
    }

    public static Expression ParseExpression(string text)
    {
        var parser = new EquationParser(text, 0);
        Expression value = parser.Sum();
        return parser.AtEnd() ? value : throw parser.Expected("the end of the expression");
    }

    /// <summary>True for the name of a matrix, which multiplies what follows it.</summary>
    public static bool IsMatrix(string name) => name.StartsWith("W_", StringComparison.Ordinal) || name.StartsWith("U_", StringComparison.Ordinal);

    /// <summary>A row: <c>r = sigmoid(W_r x + U_r h + b_r)</c>.</summary>
    public Equation Row()
    {
        string target = Name() ?? throw Expected("a name before '='");
        Mark mark = MarkOf(target);
        string? size = Size();
        return new Equation(target, Value()) { Size = size, Mark = mark };
    }

    /// <summary>A line that begins with a kind of declaration and a name; null, and nothing read, for others.</summary>
    public Declaration? TryDeclaration()
    {
        string? kind = Name(), name = s_kinds.ContainsKey(kind ?? "") ? Name() : null;
        if (name is null)
        {
            _position = 0;
            return null;
        }

        DeclarationKind declared = s_kinds[kind!];
        Mark mark = MarkOf(name);
        string? size = declared is DeclarationKind.Vector or DeclarationKind.Input ? Size() : null;
        double? value = null;
        if (declared != DeclarationKind.Input && Take('='))
        {
            double sign = Take('-') ? -1 : 1;
            value = sign * (Constant() ?? throw Expected("a number"));
        }
        else if (declared is not (DeclarationKind.Vector or DeclarationKind.Scalar or DeclarationKind.Input))
        {
            throw Expected($"'=' and the value of the {kind} \"{name}\"");
        }

        return AtEnd() ? new Declaration(declared, name, value, size, mark) : throw Expected("the end of the line");
    }

    /// <summary>A line such as <c>swish(a) = a * sigmoid(a)</c>; null, and nothing read, for others.</summary>
    public FunctionRow? TryFunction()
    {
        string? name = Name();
        if (name is null || !Take('('))
        {
            _position = 0;
            return null;
        }

        Mark mark = MarkFrom(0, name.Length);
        List<string> parameters = [];
        do
        {
            parameters.Add(Name() ?? throw Expected("the name of an argument"));
        }
        while (Take(','));
        return Take(')') ? new FunctionRow(name, new(parameters), Value(), mark) : throw Expected("',' or ')'");
    }

    /// <summary>What stands behind '=', to the end of the row.</summary>
    private Expression Value()
    {
        if (!Take('='))
        {
            throw Expected("'='");
        }

        Expression value = Sum();
        return AtEnd() ? value : throw Expected("an operator or the end of the row");
    }

    private string? Size()
    {
        if (!Take('['))
        {
            return null;
        }

        string size = Name() ?? Constant()?.ToString("R", CultureInfo.InvariantCulture) ?? throw Expected("a size: a number, or a name that a line such as \"size R = 16\" declares");
        return Take(']') ? size : throw Expected("']'");
    }

    private Expression Sum()
    {
        Expression sum = Product();
        while (true)
        {
            if (Take('+'))
            {
                sum += Product();
            }
            else if (Take('-'))
            {
                sum -= Product();
            }
            else
            {
                return sum;
            }
        }
    }

    private Expression Product()
    {
        Expression product = Factor();
        while (true)
        {
            if (Take('*'))
            {
                product *= Factor();
            }
            else if (Take('/'))
            {
                product /= Factor();
            }
            else
            {
                return product;
            }
        }
    }

    private Expression Factor()
    {
        if (++_depth > MaxDepth || ++_terms > MaxTerms)
        {
            throw new EquationSyntaxException($"The row is nested deeper than {MaxDepth} levels or has more than {MaxTerms} parts: cut it into several rows.", Rest);
        }

        Expression factor = Inner();
        _depth--;
        return factor;
    }

    private Expression Inner()
    {
        if (Take('-'))
        {
            Expression operand = Factor();
            return operand is Number number ? -number.Value : -operand;
        }

        if (Take('('))
        {
            Expression inner = Sum();
            return Take(')') ? inner : throw Expected("')'");
        }

        int list = _position;
        if (Take('['))
        {
            return new Call(ListName, [.. Arguments(']')]) { Mark = MarkFrom(list, _position - list) };
        }

        if (BitPattern() is { } pattern)
        {
            return pattern;
        }

        if (Constant() is { } value)
        {
            return value;
        }

        string name = Name() ?? throw Expected("a name, a number or '('");
        Mark mark = MarkOf(name);
        if (EquationNames.IsNext(name) && (IsMatrix(name) || EquationNames.IsBias(name)))
        {
            throw new EquationSyntaxException($"\"{name}\" has a prime, and is the name of a parameter: only states have next values.", mark);
        }

        if (IsMatrix(name))
        {
            return BeginsFactor() ? new MatrixProduct(name, Factor()) { Mark = mark }
                : throw Expected($"a name, a number or '(': the matrix {name} multiplies what follows it, as in \"{name} {(name[0] == 'W' ? "x" : "h")}\"");
        }

        if (!Take('('))
        {
            return new Variable(name) { Mark = mark };
        }

        return new Call(name, [.. Arguments(')')]) { Mark = mark };
    }

    private List<Expression> Arguments(char end)
    {
        var arguments = new List<Expression> { Sum() };
        while (Take(','))
        {
            arguments.Add(Sum());
        }

        return Take(end) ? arguments : throw Expected($"',' or '{end}'");
    }

    private bool BeginsFactor()
    {
        SkipSpace();
        return _position < _row.Length && (char.IsLetterOrDigit(_row[_position]) || _row[_position] is '_' or '(' or '-' or '.');
    }

    /// <summary>Where a name stands that has just been read.</summary>
    private Mark MarkOf(string name) => MarkFrom(_position - name.Length, name.Length);

    private Mark MarkFrom(int position, int length) => new(_offset + position, length);

    private string? Name()
    {
        SkipSpace();
        int start = _position;
        while (_position < _row.Length && (char.IsLetter(_row[_position]) || _row[_position] == '_'
            || (_position > start && char.IsDigit(_row[_position]))))
        {
            _position++;
        }

        if (_position > start && _position < _row.Length && _row[_position] == '\'')
        {
            _position++;
        }

        return _position > start ? _row.Substring(start, _position - start) : null;
    }

    /// <summary>The bits of a float, as <c>0x7f800000</c>.</summary>
    private Expression? BitPattern()
    {
        SkipSpace();
        const int Length = 10;
        if (_position + Length > _row.Length || _row[_position] != '0' || _row[_position + 1] != 'x'
            || !uint.TryParse(_row.Substring(_position + 2, Length - 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint bits))
        {
            return null;
        }

        _position += Length;
        return new BitPattern(bits);
    }

    private double? Constant()
    {
        SkipSpace();
        int end = _position;
        while (end < _row.Length && (char.IsDigit(_row[end]) || _row[end] == '.'
            || (end > _position && (_row[end] is 'e' or 'E' || (_row[end] is '+' or '-' && _row[end - 1] is 'e' or 'E')))))
        {
            end++;
        }

        if (end == _position || !double.TryParse(_row.Substring(_position, end - _position), NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            return null;
        }

        // A float that is 0 or infinite would be another equation.
        if (double.IsInfinity((float)value) || ((float)value == 0 && value != 0))
        {
            throw new EquationSyntaxException(
                $"{_row.Substring(_position, end - _position)} is no number that a float can hold: they go from 1e-45 to 3.4e38.", MarkFrom(_position, end - _position));
        }

        _position = end;
        return value;
    }

    private bool Take(char expected)
    {
        SkipSpace();
        if (_position >= _row.Length || _row[_position] != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private bool AtEnd()
    {
        SkipSpace();
        return _position == _row.Length;
    }

    private void SkipSpace()
    {
        while (_position < _row.Length && (_row[_position] is ' ' or '\t'))
        {
            _position++;
        }
    }

    private EquationSyntaxException Expected(string what)
    {
        SkipSpace();
        return new($"In the equation \"{_row}\", at character {_position + 1}: expected {what}.", MarkFrom(_position, 1));
    }
}
