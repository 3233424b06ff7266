using System.Text.RegularExpressions;

namespace EdgeSeq.Generators.Equations;

/// <summary>Takes a cell's equations apart into affine maps and pointwise rows.</summary>
internal sealed class CellReader
{
    private static readonly Regex LayerSuffix = new("^.{2,}_(l[0-9]+|reverse)$", RegexOptions.CultureInvariant);

    private readonly HashSet<string> _states;
    private readonly HashSet<string> _targets;
    private readonly HashSet<string> _known;
    private readonly HashSet<string> _parameters = [];
    private readonly List<AffineRow> _affine = [];
    private readonly List<Equation> _pointwise = [];

    private CellReader(IEnumerable<string> states, IEnumerable<string> targets, IEnumerable<string> constants)
    {
        _states = [.. states];
        _targets = [.. targets];
        _known = [.. _states, .. constants];
    }

    /// <param name="equations">One row a line.</param>
    /// <param name="constants">
    /// What names of constants stand for, where no row defines them; a name that stands for itself keeps its place.
    /// </param>
    /// <exception cref="EquationSyntaxException">An equation cannot be read, or uses a name that nothing defines.</exception>
    public static CellRows Read(string equations, IReadOnlyDictionary<string, Expression>? constants = null)
    {
        IReadOnlyList<Equation> rows = EquationParser.Parse(equations);
        List<string> targets = rows.Select(row => row.Target).ToList(), states = targets.Where(IsNext).Select(CellRows.Stem).ToList();
        targets.ForEach(CheckTarget);
        constants = (constants ?? new Dictionary<string, Expression>()).Where(constant => !targets.Concat(states).Contains(constant.Key))
            .ToDictionary(constant => constant.Key, constant => constant.Value);
        if (states.Remove("h"))
        {
            states.Insert(0, "h");
        }
        else
        {
            throw new EquationSyntaxException("A cell must define the next hidden state, h'.");
        }

        var reader = new CellReader(states, targets, constants.Keys);
        foreach (Equation row in rows)
        {
            reader.ReadRow(row with { Value = row.Value.Substitute(constants) });
        }

        return new CellRows(new(states), new(reader._affine), new(reader._pointwise));
    }

    /// <summary>A row of such a name could not be read: what stands there would be the input or a parameter.</summary>
    private static void CheckTarget(string target)
    {
        string name = CellRows.Stem(target);
        if (name == "x")
        {
            throw new EquationSyntaxException("\"x\" is the input: give the row another name.");
        }

        if (IsBias(name) || EquationParser.IsMatrix(name))
        {
            throw new EquationSyntaxException($"\"{name}\" is the name of a parameter: give the row another name, one that does not begin with {name.Substring(0, 2)}.");
        }
    }

    /// <summary>The output layer and further layers have parameters too, whose names stand beside these in the model.</summary>
    private static void CheckParameter(string name)
    {
        if (name is "W_y" or "b_y")
        {
            throw new EquationSyntaxException($"\"{name}\" belongs to the output layer: give the gate another name.");
        }

        if (LayerSuffix.IsMatch(name))
        {
            throw new EquationSyntaxException($"\"{name}\" ends as the parameters of further layers do: give the gate a name without that end.");
        }
    }

    private static bool IsNext(string name) => name.EndsWith("'", StringComparison.Ordinal);

    private static bool IsBias(string name) => name.StartsWith("b_", StringComparison.Ordinal);

    private void ReadRow(Equation row)
    {
        Expression value = row.Value;
        if (TrySplitSum(value, out AffineTerms? terms, out Expression? rest) && rest is null && !IsNext(row.Target))
        {
            AddAffine(terms!, row.Target);
            return;
        }

        AddPointwise(row.Target, value is Call call
            ? call with { Arguments = new(call.Arguments.Select(Simplified)) }
            : Simplified(value));
    }

    private void AddPointwise(string target, Expression value)
    {
        foreach (string name in value.Variables())
        {
            if (!_known.Contains(name))
            {
                throw new EquationSyntaxException($"The row \"{target} = {value}\" uses \"{name}\", which no earlier row defines.");
            }
        }

        if (!_known.Add(target))
        {
            throw new EquationSyntaxException($"\"{target}\" is defined twice.");
        }

        _pointwise.Add(new Equation(target, value));
    }

    /// <summary>Replaces affine sums by their pre-activation and inner function calls by named rows.</summary>
    private Expression Simplified(Expression expression)
    {
        if (TrySplitSum(expression, out AffineTerms? terms, out Expression? rest))
        {
            Expression sum = new Variable(AddAffine(terms!, null));
            return rest is null ? sum : sum + Simplified(rest);
        }

        switch (expression)
        {
            case Negation negation:
                return -Simplified(negation.Operand);
            case Binary binary:
                return binary with { Left = Simplified(binary.Left), Right = Simplified(binary.Right) };
            case Call call:
                // A function's result is a value that its derivative reads: name it.
                string name = UniqueName(call.Function + "_" + string.Join("_", call.Variables().Distinct()).Replace("'", ""));
                AddPointwise(name, call with { Arguments = new(call.Arguments.Select(Simplified)) });
                return new Variable(name);
            default:
                return expression;
        }
    }

    private string AddAffine(AffineTerms terms, string? name)
    {
        string? operand = terms.Recurrent?.Operand switch
        {
            null => null,
            Variable variable when _states.Contains(variable.Name) || _pointwise.Any(row => row.Target == variable.Name && !IsNext(row.Target)) => variable.Name,

            // A next state or a pre-activation is copied: what a product sends back then has a row of its own to go to.
            { } compound => NameOperand(compound),
        };
        string gate = (terms.Input ?? terms.Recurrent)?.Matrix.Substring(2)
            ?? throw new EquationSyntaxException($"The bias {terms.Bias} stands alone: a pre-activation needs a matrix.");
        name ??= UniqueName((terms.Input is null ? "q_" : "a_") + gate);
        if (!_known.Add(name))
        {
            throw new EquationSyntaxException($"\"{name}\" is defined twice.");
        }

        foreach (string parameter in new[] { terms.Input?.Matrix, terms.Recurrent?.Matrix, terms.Bias }.OfType<string>())
        {
            CheckParameter(parameter);
            if (!_parameters.Add(parameter))
            {
                throw new EquationSyntaxException($"\"{parameter}\" stands in two places: a parameter belongs to one row.");
            }
        }

        _affine.Add(new AffineRow(name, terms.Input?.Matrix, terms.Recurrent?.Matrix, operand, terms.Bias));
        return name;
    }

    private string NameOperand(Expression operand)
    {
        string name = UniqueName(string.Concat(operand.Variables()).Replace("'", ""));
        AddPointwise(name, Simplified(operand));
        return name;
    }

    private string UniqueName(string name)
    {
        string unique = name;
        for (int i = 2; _known.Contains(unique) || _targets.Contains(unique); i++)
        {
            unique = name + i;
        }

        return unique;
    }

    /// <summary>Splits a sum into its affine terms (matrix products and biases) and the remaining pointwise terms.</summary>
    private static bool TrySplitSum(Expression expression, out AffineTerms? affine, out Expression? rest)
    {
        var terms = new AffineTerms();
        rest = null;
        affine = terms;
        foreach (Expression term in Terms(expression))
        {
            switch (term)
            {
                case MatrixProduct { Operand: Variable { Name: "x" } } product when terms.Input is null:
                    terms.Input = product;
                    break;
                case MatrixProduct product when product.Operand is not Variable { Name: "x" } && terms.Recurrent is null:
                    terms.Recurrent = product;
                    break;
                case Variable variable when IsBias(variable.Name) && terms.Bias is null:
                    terms.Bias = variable.Name;
                    break;
                case MatrixProduct or Variable when term is MatrixProduct || IsBias(((Variable)term).Name):
                    throw new EquationSyntaxException(
                        $"In \"{expression}\": a sum takes at most one W, one U and one bias; write \"{term}\" as a row of its own.");
                default:
                    rest = rest is null ? term : rest + term;
                    break;
            }
        }

        return terms.Input is not null || terms.Recurrent is not null || terms.Bias is not null;
    }

    private static IEnumerable<Expression> Terms(Expression expression) => expression switch
    {
        Binary { Operator: '+' } sum => Terms(sum.Left).Concat(Terms(sum.Right)),
        Binary { Operator: '-' } difference => Terms(difference.Left).Concat([-difference.Right]),
        _ => [expression],
    };

    private sealed class AffineTerms
    {
        public MatrixProduct? Input { get; set; }

        public MatrixProduct? Recurrent { get; set; }

        public string? Bias { get; set; }
    }
}
