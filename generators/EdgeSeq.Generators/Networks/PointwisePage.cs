using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Networks;

/// <summary>
/// What stands pointwise in a row, on its way to a page of equations: values become further inputs, and the first product becomes the page's own,
/// so that what stands around it works on its sums at once. A value of one number stands for as many as the others have.
/// </summary>
/// <param name="reader">Who reads the text.</param>
/// <param name="name">What the page's node is called.</param>
internal sealed class PointwisePage(NetworkReader reader, string name)
{
    private readonly List<(string Name, Value Value)> _inputs = [];
    private Call? _written;

    /// <summary>The values that it reads unit by unit, or where it has more units one number for all of them.</summary>
    public IReadOnlyList<(string Name, Value Value)> Inputs => _inputs;

    /// <summary>What declares them.</summary>
    public IEnumerable<Equations.Declaration> Declarations =>
        _inputs.Select(input => new Equations.Declaration(DeclarationKind.Input, input.Name, null, input.Value.Size == Size ? null : "1", default));

    /// <summary>Its product; null without one.</summary>
    public NetworkProduct? Product { get; private set; }

    /// <summary>Numbers of its value; 0 where it reads none.</summary>
    public int Size { get; private set; }

    /// <summary>Every how many steps it has a value.</summary>
    public int Pace { get; private set; } = 1;

    /// <summary>True where a value counts after the last step only.</summary>
    public bool IsLast { get; private set; }

    public Expression Read(Expression expression)
    {
        Expression value = Part(expression);
        if (_written is { } product && Product!.Size != Size)
        {
            throw new EquationSyntaxException($"\"{product}\" has one number, and what stands beside it has {Size}: give it a row of its own, as in \"e = {product}\", and read e here.", product.Mark);
        }

        // The sum of one number is that number, for every unit of a row.
        return value.Substitute(_inputs.Where(input => input.Value.Size != Size).ToDictionary(input => input.Name, input => (Expression)new Call("sum", new Variable(input.Name))));
    }

    private Expression Part(Expression expression)
    {
        switch (expression)
        {
            case Variable variable when reader.Constants.TryGetValue(variable.Name, out Expression number):
                return number;
            case Negation negation:
                return -Part(negation.Operand);
            case Binary binary:
                return binary with { Left = Part(binary.Left), Right = Part(binary.Right) };
            case MatrixProduct product:
                throw new EquationSyntaxException($"\"{product.Matrix}\" is a matrix of a cell; in a network write dense({product.Operand}, 24), or declare a cell of your own.", product.Mark);
            case Call call when Product is null && NodeFunctions.Find(call.Function) is ProductFunction function:
                (Product, _written) = (function.Product(new NodeCall(reader, call, name, function.Usage)), call);
                Require(Product.Size, Product.Operand, call);
                return (new MatrixProduct("W_h", new Variable("x")) { Mark = call.Mark }) + new Variable("b_h") { Mark = call.Mark };
            case Call call when reader.IsPointwise(call):
                return call with { Arguments = new(call.Arguments.Select(Part)) };
            case Variable or Call:
                return Input(expression);
            default:
                return expression;
        }
    }

    private Variable Input(Expression expression)
    {
        Value value = reader.Vector(expression, expression is Call call ? $"{name}_{call.Function.ToLowerInvariant()}" : name);
        Require(value.Size, value, expression);
        string? known = _inputs.FirstOrDefault(input => input.Value == value).Name;
        if (known is null)
        {
            _inputs.Add((known = $"in{_inputs.Count + 1}", value));
        }

        return new Variable(known) { Mark = expression.Mark };
    }

    private void Require(int size, Value value, Expression expression)
    {
        if (Size > 0)
        {
            Paces.Require(value.Pace, Pace, expression, expression.Mark);
        }

        if (Size > 1 && size > 1 && size != Size)
        {
            throw new EquationSyntaxException($"\"{expression}\" has {size} numbers, and what stands before it has {Size}: a pointwise row needs equal sizes or one number for all, so put a dense layer between them, as in dense(a, {Size}).", expression.Mark);
        }

        Size = Math.Max(Size, size);
        (IsLast, Pace) = (IsLast | value.IsLast, value.Pace);
    }
}
