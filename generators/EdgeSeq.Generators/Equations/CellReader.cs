using EdgeSeq.Generators.Functions;

namespace EdgeSeq.Generators.Equations;

/// <summary>Takes a cell's equations apart into affine maps, reductions and pointwise rows.</summary>
internal sealed class CellReader
{
    /// <summary>Functions of functions grow fast.</summary>
    private const int MaxCalls = 1_000;

    private readonly CellNames _names;
    private readonly HashSet<string> _states;
    private readonly Dictionary<string, FunctionRow> _functions;
    private readonly Dictionary<string, (string Row, Expression Operand)> _sharedProducts = [];
    private readonly List<AffineRow> _affine = [];
    private readonly List<Reduction> _reductions = [];
    private readonly List<Equation> _pointwise = [];
    private readonly List<CellParameter> _parameters = [];
    private readonly Dictionary<string, int> _sizes = [];

    private int _calls;

    private CellReader(CellText text, CellNames names)
    {
        _names = names;
        _states = [.. names.States];
        _functions = text.Functions.ToDictionary(function => function.Name);
    }

    /// <param name="equations">One row a line, and what declares its constants, sizes and parameters.</param>
    /// <param name="values">Numbers of constants and sizes, in place of those that the text gives.</param>
    /// <exception cref="EquationSyntaxException">The text says no cell.</exception>
    public static CellRows Read(string equations, IReadOnlyDictionary<string, double>? values = null) => Read(CellText.Parse(equations), values);

    /// <param name="text">The rows, and what declares their constants, sizes and parameters.</param>
    /// <param name="values">Numbers of constants and sizes, in place of those that the text gives.</param>
    /// <exception cref="EquationSyntaxException">The text says no cell.</exception>
    public static CellRows Read(CellText text, IReadOnlyDictionary<string, double>? values = null)
    {
        var names = CellNames.Of(text, values ?? new Dictionary<string, double>());
        var reader = new CellReader(text, names);
        foreach (Equation row in text.Rows)
        {
            reader.ReadRow(row);
        }

        reader.RequireInput(text);
        names.CheckUse([.. reader._pointwise.SelectMany(row => row.Value.Variables()), .. reader._affine.Select(row => row.Operand).OfType<string>(), .. reader._reductions.Select(row => row.Operand)]);
        reader.SeparateOperands();
        return new CellRows(new(names.States), new(reader._affine), new(reader._pointwise))
        {
            Reductions = new(reader._reductions),
            Parameters = new(reader._parameters.OrderBy(parameter => parameter.IsScalar ? 1 : 0)),
            FirstBiases = new(names.FirstBiases.Where(first => reader._affine.Any(row => row.Bias == first.Bias))),
            Sizes = new(reader._sizes.Where(size => size.Value != 0).Select(size => (size.Key, size.Value))),
        };
    }

    private void RequireInput(CellText text)
    {
        if (_affine.All(row => row is { Input: null, Passed: null }))
        {
            throw new EquationSyntaxException("No row reads the input: a matrix must multiply x, as in \"W_h x\".", text.Rows[text.Rows.Count - 1].Mark);
        }
    }

    private void ReadRow(Equation row)
    {
        int size = _names.SizeOf(row);
        Expression value = row.Value.Substitute(_names.Constants);
        if (TrySplitSum(value, size, out AffineTerms? terms, out Expression? rest) && rest is null && !EquationNames.IsNext(row.Target))
        {
            AddAffine(terms!, row.Target, size, row.Mark);
            return;
        }

        if (value is Call reduced && Reduction.KindOf(reduced.Function, reduced.Arguments.Count) is { } kind && !EquationNames.IsNext(row.Target))
        {
            AddReduction(row.Target, kind, reduced, size, row.Mark);
            return;
        }

        AddPointwise(row.Target, value is Call call && !_functions.ContainsKey(call.Function) && Reduction.KindOf(call.Function, call.Arguments.Count) is null
            ? Checked(call) with { Arguments = new(call.Arguments.Select(argument => Simplified(argument, size))) }
            : Simplified(value, size), size, row.Mark);
    }

    private void AddPointwise(string target, Expression value, int size, Mark mark)
    {
        foreach (Expression part in value.Parts())
        {
            if (part is Variable { Name: var name })
            {
                _names.RequireKnown(name, target, part.Mark);
                if (IsScalar(name))
                {
                    RequireOneSize(name, size, part.Mark);
                }
                else if (SizeOf(name) != size)
                {
                    throw new EquationSyntaxException(
                        $"\"{name}\" has {Numbers(SizeOf(name))} and \"{target}\" has {Numbers(size)}: a pointwise row needs equal sizes, so put a matrix between them, as in \"U_p {name}\".", part.Mark);
                }
            }
        }

        Define(target, size, mark);
        _pointwise.Add(new Equation(target, value));
    }

    /// <summary>The adjoint of a number is the sum over one kind of row.</summary>
    private void RequireOneSize(string scalar, int size, Mark mark)
    {
        if (_sizes.TryGetValue(scalar, out int other) && other != size)
        {
            throw new EquationSyntaxException($"\"{scalar}\" stands in a row of {Numbers(other)} and here in one of {Numbers(size)}: declare a scalar for each.", mark);
        }

        _sizes[scalar] = size;
    }

    private void Define(string name, int size, Mark mark)
    {
        _names.Define(name, mark);
        _sizes[EquationNames.Stem(name)] = size;
    }

    /// <summary>Replaces affine sums by their pre-activation, and inner function calls and reductions by named rows.</summary>
    private Expression Simplified(Expression expression, int size)
    {
        if (TrySplitSum(expression, size, out AffineTerms? terms, out Expression? rest))
        {
            Expression sum = new Variable(AddAffine(terms!, null, size, default)) { Mark = terms!.Parameters.First().Mark };
            return rest is null ? sum : sum + Simplified(rest, size);
        }

        switch (expression)
        {
            case Negation negation:
                return Folded(-Simplified(negation.Operand, size));
            case Binary binary:
                return Folded(binary with { Left = Simplified(binary.Left, size), Right = Simplified(binary.Right, size) });
            case MatrixProduct product:
                return SharedProduct(product, size);
            case Call call when _functions.TryGetValue(call.Function, out FunctionRow function):
                return Simplified(Inlined(function, call, size), size);
            case Call call when Reduction.KindOf(call.Function, call.Arguments.Count) is { } kind:
                string number = UniqueName(call.Function + "_" + string.Concat(call.Variables().Distinct()).Replace("'", ""));
                AddReduction(number, kind, call, size, call.Mark);
                return new Variable(number);
            case Call call:
                // A function's result is a value that its derivative reads: name it.
                string name = UniqueName(Checked(call).Function + "_" + string.Join("_", call.Variables().Distinct()).Replace("'", ""));
                AddPointwise(name, call with { Arguments = new(call.Arguments.Select(argument => Simplified(argument, size))) }, size, call.Mark);
                return new Variable(name);
            case Variable variable when _names.DeclaredInput(variable.Name) is { } input:
                return Passed(input, size, variable.Mark);
            case Variable variable when EquationNames.IsBias(variable.Name):
                AddParameter(_names.BiasAsVector(variable, size));
                return variable;
            case Variable variable when _names.DeclaredParameter(variable.Name) is { } parameter:
                AddParameter(parameter);
                return variable;
            default:
                return expression;
        }
    }

    /// <summary>A further input, as a row that all who read it share.</summary>
    private Variable Passed(Declaration input, int size, Mark mark)
    {
        if (_names.SizeOfInput(input) != size)
        {
            throw new EquationSyntaxException(
                $"\"{input.Name}\" has {Numbers(_names.SizeOfInput(input))} and stands in a row of {Numbers(size)}: a pointwise row needs equal sizes.", mark);
        }

        AffineRow? row = _affine.FirstOrDefault(other => other.Passed == input.Name);
        if (row is null)
        {
            _affine.Add(row = new AffineRow(UniqueName(input.Name + "_in"), null, null, null, null, input.Name));
            Define(row.Name, size, mark);
        }

        return new Variable(row.Name) { Mark = mark };
    }

    /// <summary>A function of a cell's own, with what it is given in place of its arguments: anything but a name or a number gets a row first.</summary>
    private Expression Inlined(FunctionRow function, Call call, int size)
    {
        if (call.Arguments.Count != function.Parameters.Count)
        {
            throw new EquationSyntaxException($"\"{function.Name}\" takes {function.Parameters.Count} arguments; here are {call.Arguments.Count}.", call.Mark);
        }

        if (++_calls > MaxCalls)
        {
            throw new EquationSyntaxException($"The functions of the text stand for more than {MaxCalls} calls of one another: cut them into rows.", call.Mark);
        }

        var values = new Dictionary<string, Expression>();
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            Expression argument = Simplified(call.Arguments[i], size);
            if (argument is not (Variable or Number))
            {
                string name = UniqueName($"{function.Name}_{function.Parameters[i]}");
                AddPointwise(name, argument, size, call.Mark);
                argument = new Variable(name);
            }

            values.Add(function.Parameters[i], argument);
        }

        return function.Value.Substitute(values).Substitute(_names.Constants);
    }

    private Call Checked(Call call)
    {
        if (FunctionCatalogue.Find(call.Function) is { IsForEquations: true } function)
        {
            return call.Arguments.Count == function.Arguments.Count ? call : throw new EquationSyntaxException(
                $"\"{function.Name}\" takes {function.Arguments.Count} argument{(function.Arguments.Count == 1 ? "" : "s")}, {function.Name}({string.Join(", ", function.Arguments)}); here are {call.Arguments.Count}.", call.Mark);
        }

        Reduction.Check(call);
        string? near = Nearest.Of(call.Function, FunctionCatalogue.Names.Concat(_functions.Keys).Concat(Reduction.Names));
        throw new EquationSyntaxException(
            $"There is no function \"{call.Function}\"{(near is null ? "" : $": did you mean \"{near}\"?")}; a cell may use {string.Join(", ", FunctionCatalogue.Names.Concat(Reduction.Names).Distinct())}, and functions of its own.", call.Mark);
    }

    private string AddAffine(AffineTerms terms, string? name, int size, Mark mark)
    {
        string? operand = terms.Recurrent is { } product ? OperandOf(product) : null;
        string gate = (terms.Input ?? terms.Recurrent)!.Matrix.Substring(2);
        name ??= UniqueName((terms.Input is null ? "q_" : "a_") + gate);
        Define(name, size, mark);
        foreach ((string Name, Mark Mark) parameter in terms.Parameters)
        {
            _names.DefineParameter(parameter.Name, parameter.Mark);
        }

        _affine.Add(new AffineRow(name, terms.Input?.Matrix, terms.Recurrent?.Matrix, operand, terms.Bias?.Name));
        RequireOneInputSize(terms.Input, size);
        return name;
    }

    /// <summary>W x of all rows is one product.</summary>
    private void RequireOneInputSize(MatrixProduct? input, int size)
    {
        if (input is not null && _affine.FirstOrDefault(row => row.Input is not null && _sizes[row.Name] != size) is { } other)
        {
            throw new EquationSyntaxException(
                $"\"{input.Matrix}\" has {Numbers(size)} and \"{other.Input}\" has {Numbers(_sizes[other.Name])}: what multiplies x must be of one size; let one multiply a row of its own.", input.Mark);
        }
    }

    /// <summary>What a matrix multiplies: a state, or a row.</summary>
    private string OperandOf(MatrixProduct product)
    {
        if (product.Operand is Variable variable
            && (_states.Contains(variable.Name) || _pointwise.Any(row => row.Target == variable.Name && !EquationNames.IsNext(row.Target))))
        {
            return variable.Name;
        }

        // A next state or a pre-activation is copied: what a product sends back then has a row of its own to go to.
        return NameOperand(product.Operand, UniqueName(string.Concat(product.Operand.Variables().Distinct()).Replace("'", "")), product.Mark);
    }

    private string NameOperand(Expression operand, string name, Mark mark)
    {
        // The operand of a matrix may have any size: that of what it is made of.
        int size = operand.Parts().OfType<Variable>().Where(part => !IsScalar(part.Name)).Select(part => SizeOf(part.Name)).FirstOrDefault();
        if (name.Length == 0)
        {
            throw new EquationSyntaxException("A number stands where a row is needed.", mark);
        }

        AddPointwise(name, Simplified(operand, size), size, mark);
        return name;
    }

    /// <summary>The product of a matrix that stands in several rows: one row that all of them read.</summary>
    private Variable SharedProduct(MatrixProduct product, int size)
    {
        if (_sharedProducts.TryGetValue(product.Matrix, out (string Row, Expression Operand) known))
        {
            return product.Operand == known.Operand ? new Variable(known.Row) { Mark = product.Mark } : throw new EquationSyntaxException(
                $"\"{product.Matrix}\" multiplies \"{known.Operand}\" in another row and \"{product.Operand}\" here: a matrix may stand in several rows, but multiplies the same in each. Multiply the sum of both where both enter one sum, else give each a matrix of its own.", product.Mark);
        }

        if (product.Operand.Parts().OfType<MatrixProduct>().Any(inner => inner.Matrix == product.Matrix))
        {
            throw new EquationSyntaxException($"\"{product.Matrix}\" multiplies what it is part of: give one of the two another name.", product.Mark);
        }

        var terms = new AffineTerms();
        terms.TryTake(product);
        string row = AddAffine(terms, null, size, product.Mark);
        _sharedProducts.Add(product.Matrix, (row, product.Operand));
        return new Variable(row) { Mark = product.Mark };
    }

    private void AddReduction(string name, ReductionKind kind, Call call, int size, Mark mark)
    {
        string operand = NameOperand(call.Arguments[0], UniqueName(name + "_of"), call.Mark);
        Define(name, size, mark);
        _reductions.Add(new Reduction(name, kind, operand));
    }

    private void AddParameter(CellParameter parameter)
    {
        if (_parameters.All(other => other.Name != parameter.Name))
        {
            _parameters.Add(parameter);
            if (!parameter.IsScalar)
            {
                _sizes[parameter.Name] = parameter.Size;
            }
        }
    }

    /// <summary>What a product reads, and other rows too, is copied for the product: what it sends back has a row of its own to go to.</summary>
    private void SeparateOperands()
    {
        var products = _affine.Where(row => row.Operand is not null && !_states.Contains(row.Operand)).GroupBy(row => (Operand: row.Operand!, Size: _sizes[row.Name])).ToList();
        foreach (var product in products)
        {
            string operand = product.Key.Operand;
            if (_pointwise.Any(row => row.Value.Variables().Contains(operand)) || product.Key != products.First(other => other.Key.Operand == operand).Key)
            {
                string copy = UniqueName(operand + "_of");
                _pointwise.Insert(_pointwise.FindIndex(row => row.Target == operand) + 1, new Equation(copy, new Variable(operand)));
                Define(copy, SizeOf(operand), default);
                foreach (AffineRow row in product)
                {
                    _affine[_affine.IndexOf(row)] = row with { Operand = copy };
                }
            }
        }
    }

    private bool IsScalar(string name) => _names.DeclaredParameter(name)?.IsScalar == true;

    private int SizeOf(string name) => _states.Contains(EquationNames.Stem(name)) ? _names.SizeOfState(EquationNames.Stem(name))
        : _names.DeclaredParameter(name) is { } vector ? vector.Size
        : _names.DeclaredInput(name) is { } input ? _names.SizeOfInput(input)
        : _sizes.TryGetValue(name, out int size) ? size : 0;

    private static string Numbers(int size) => size == 0 ? "H numbers" : $"{size} numbers";

    private string UniqueName(string name) => _names.Unique(name);

    /// <summary>Operations on numbers alone, as constants bring them, are done here.</summary>
    private static Expression Folded(Expression expression) => expression switch
    {
        Negation { Operand: Number number } => -number.Value,
        Binary { Left: Number a, Right: Number b } binary => binary.Operator switch
        {
            '+' => a.Value + b.Value,
            '-' => a.Value - b.Value,
            '*' => a.Value * b.Value,
            _ => b.Value == 0 ? binary : a.Value / b.Value,
        },
        _ => expression,
    };

    /// <summary>Splits a sum into its affine terms (matrix products and biases) and the remaining terms. Biases of other sizes than H are vectors.</summary>
    private bool TrySplitSum(Expression expression, int size, out AffineTerms? affine, out Expression? rest)
    {
        affine = new AffineTerms();
        rest = null;
        List<Expression> terms = [.. Terms(expression)];
        bool hasProduct = terms.OfType<MatrixProduct>().Any(product => !_names.IsShared(product.Matrix));
        foreach (Expression term in terms)
        {
            bool isOwn = term switch
            {
                MatrixProduct product => !_names.IsShared(product.Matrix),
                Variable variable => hasProduct && size == 0 && EquationNames.IsBias(variable.Name) && !_names.IsShared(variable.Name),
                _ => false,
            };
            if (!isOwn || !affine.TryTake(term))
            {
                rest = rest is null ? term : rest + term;
            }
        }

        return hasProduct;
    }

    private static IEnumerable<Expression> Terms(Expression expression) => expression switch
    {
        Binary { Operator: '+' } sum => Terms(sum.Left).Concat(Terms(sum.Right)),
        Binary { Operator: '-' } difference => Terms(difference.Left).Concat([-difference.Right]),
        _ => [expression],
    };
}
