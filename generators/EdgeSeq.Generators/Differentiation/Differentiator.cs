using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Differentiation;

/// <summary>Reverse-mode differentiation of a cell's pointwise rows.</summary>
internal sealed class Differentiator
{
    private readonly CellRows _cell;
    private readonly Dictionary<string, Expression> _sums = [];
    private readonly List<Equation> _rows = [];

    private Differentiator(CellRows cell) => _cell = cell;

    public static AdjointRows Differentiate(CellRows cell) => new Differentiator(cell).Run();

    private AdjointRows Run()
    {
        var operands = new HashSet<string>(_cell.Affine.Select(row => row.Operand).OfType<string>().Except(_cell.States).Concat(_cell.Reductions.Select(row => row.Operand)));
        foreach (Equation row in _cell.Pointwise.Reverse())
        {
            var given = new Variable(_cell.AdjointOf(row.Target));
            _sums.TryGetValue(row.Target, out Expression? sum);
            bool isNext = row.Target.EndsWith("'", StringComparison.Ordinal);
            Expression? d = (isNext || operands.Contains(row.Target), sum) switch
            {
                (true, null) => given,

                // A next state that later rows read, as h' = o * tanh(c') reads c'.
                (true, _) when isNext => Name(_cell.TotalOf(row.Target), given + sum),
                (true, _) => throw new InvalidOperationException($"The reader gives every product an operand of its own, but \"{row.Target}\" is read by a pointwise row too."),
                (false, null) => null,
                (false, _) => Name(row.Target, sum),
            };
            if (d is not null)
            {
                Push(row.Value, new Variable(row.Target), d);
            }
        }

        foreach (string name in _cell.Affine.Select(row => row.Name).Concat(_cell.Reductions.Select(row => row.Name)).Concat(_cell.Parameters.Select(row => row.Name)).Where(name => !IsNamed(name)))
        {
            Name(name, Sum(name));
        }

        foreach (string state in _cell.States)
        {
            Name(state, Sum(state));
        }

        return new AdjointRows(new(_rows));
    }

    private Expression Sum(string name) => _sums.TryGetValue(name, out Expression sum) ? sum : 0;

    private bool IsNamed(string variable) => _rows.Any(row => row.Target == _cell.AdjointOf(variable));

    private Expression Name(string variable, Expression value)
    {
        string name = _cell.AdjointOf(variable);
        _rows.Add(new Equation(name, Simplifier.Simplify(value)));
        return new Variable(name);
    }

    /// <summary>Sends the adjoint <paramref name="d"/> of <paramref name="value"/> to the variables it is made of.</summary>
    private void Push(Expression value, Expression result, Expression d)
    {
        switch (value)
        {
            case Variable variable when !IsNamed(variable.Name):
                _sums[variable.Name] = _sums.TryGetValue(variable.Name, out Expression sum) ? sum + d : d;
                break;
            case Negation negation:
                Push(negation.Operand, negation.Operand, -d);
                break;
            case Binary binary:
                (Expression left, Expression right) = DerivativeRules.OfBinary(binary, d);
                Push(binary.Left, binary.Left, left);
                Push(binary.Right, binary.Right, right);
                break;
            case Call call:
                Expression[] adjoints = DerivativeRules.OfCall(call, result, d);
                for (int i = 0; i < adjoints.Length; i++)
                {
                    Push(call.Arguments[i], call.Arguments[i], Shared(call.Arguments[i], adjoints[i]));
                }

                break;
        }
    }

    /// <summary>
    /// The adjoint of a sum goes to each of its terms. Where one of them is a pre-activation that nothing else reads,
    /// its adjoint is that of the whole sum: name it once, so that the other terms read it (<c>dr = da_n * q_n</c>).
    /// </summary>
    private Expression Shared(Expression argument, Expression d)
    {
        Expression first = argument;
        while (first is Binary { Operator: '+' or '-' } sum)
        {
            first = sum.Left;
        }

        bool isShared = argument is Binary && first is Variable variable && _cell.Affine.Any(row => row.Name == variable.Name)
            && _cell.Pointwise.SelectMany(row => row.Value.Variables()).Count(name => name == variable.Name) == 1;
        return isShared ? Name(((Variable)first).Name, d) : d;
    }
}
