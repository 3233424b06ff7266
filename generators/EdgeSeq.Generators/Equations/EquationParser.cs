using System.Globalization;

namespace EdgeSeq.Generators.Equations;

/// <summary>
/// Reads equations, one a line, in the notation of the papers. <c>*</c> and <c>/</c> are pointwise; a name that begins
/// with <c>W_</c> or <c>U_</c> is a matrix and multiplies what follows it; a name followed by <c>(</c> is a function.
/// </summary>
internal sealed class EquationParser
{
    private readonly string _row;
    private int _position;

    private EquationParser(string row) => _row = row;

    public static IReadOnlyList<Equation> Parse(string text) =>
        text.Split('\n').Select(row => row.Trim()).Where(row => row.Length > 0).Select(ParseRow).ToList();

    public static Expression ParseExpression(string text)
    {
        var parser = new EquationParser(text);
        Expression value = parser.Sum();
        return parser.AtEnd() ? value : throw parser.Expected("the end of the expression");
    }

    /// <summary>True for the name of a matrix, which multiplies what follows it.</summary>
    public static bool IsMatrix(string name) => name.StartsWith("W_", StringComparison.Ordinal) || name.StartsWith("U_", StringComparison.Ordinal);

    private static Equation ParseRow(string row)
    {
        var parser = new EquationParser(row);
        string target = parser.Name() ?? throw parser.Expected("a name before '='");
        if (!parser.Take('='))
        {
            throw parser.Expected("'='");
        }

        Expression value = parser.Sum();
        return parser.AtEnd() ? new Equation(target, value) : throw parser.Expected("an operator or the end of the row");
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

        if (BitPattern() is { } pattern)
        {
            return pattern;
        }

        if (Constant() is { } value)
        {
            return value;
        }

        string name = Name() ?? throw Expected("a name, a number or '('");
        if (IsMatrix(name))
        {
            return new MatrixProduct(name, Factor());
        }

        if (!Take('('))
        {
            return new Variable(name);
        }

        var arguments = new List<Expression> { Sum() };
        while (Take(','))
        {
            arguments.Add(Sum());
        }

        return Take(')') ? new Call(name, arguments.ToArray()) : throw Expected("',' or ')'");
    }

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
        while (_position < _row.Length && _row[_position] == ' ')
        {
            _position++;
        }
    }

    private EquationSyntaxException Expected(string what) =>
        new($"In the equation \"{_row}\", at character {_position + 1}: expected {what}.");
}
