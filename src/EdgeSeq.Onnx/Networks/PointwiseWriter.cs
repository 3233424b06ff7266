using EdgeSeq.Generators.Equations;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Networks;

/// <summary>Expressions of networks and cells as operators; their functions, unit by unit, and what makes one number of a row.</summary>
/// <param name="graph">Receives the nodes.</param>
/// <param name="functions">Functions of the text's own.</param>
internal abstract class PointwiseWriter(GraphBuilder graph, IReadOnlyList<FunctionRow> functions)
{
    private IReadOnlyDictionary<string, GraphValue> _arguments = new Dictionary<string, GraphValue>();

    /// <summary>Receives the nodes.</summary>
    protected GraphBuilder Graph => graph;

    /// <summary>The value of a name.</summary>
    protected abstract GraphValue Named(string name);

    /// <summary>A call that is no function of equations.</summary>
    protected abstract GraphValue Node(Call call, string name);

    /// <summary>A matrix of a cell times a value.</summary>
    protected abstract GraphValue Product(MatrixProduct product, string name);

    /// <summary>Writes an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="name">What its value is called, if nothing else is.</param>
    /// <exception cref="NotSupportedException">ONNX has no operator for a part of it.</exception>
    protected GraphValue Write(Expression expression, string name) => expression switch
    {
        Number given => Constant(given.Value),
        BitPattern pattern => Constant(BitConverter.UInt32BitsToSingle(pattern.Bits)),
        Variable variable => _arguments.TryGetValue(variable.Name, out GraphValue argument) ? argument : Named(variable.Name),
        Negation negation => Write(negation.Operand, name) is var operand && operand.Number is { } number ? Constant(-number) : Each("Neg", name, operand),
        Binary { Operator: var sign } binary => Both(sign switch { '+' => "Add", '-' => "Sub", '*' => "Mul", _ => "Div" }, name, Write(binary.Left, name), Write(binary.Right, name)),
        MatrixProduct product => Product(product, name),
        Call call => Write(call, name),
        _ => throw new NotSupportedException($"{expression} has no counterpart in ONNX."),
    };

    /// <summary>A value that has a number for each unit.</summary>
    /// <param name="value">One that may have less.</param>
    /// <param name="like">A value of as many units, where the other knows none.</param>
    protected string Whole(GraphValue value, string like)
    {
        if (value.Like is null)
        {
            return value.Name;
        }

        string name = NameOf(value), shape = graph.Add("Shape", $"{name}_size", [value.Like.Length > 0 ? value.Like : like]);
        return graph.Add("Expand", $"{name}_spread", [name, shape]);
    }

    /// <summary>The name of a value; a constant becomes a tensor only where it is read.</summary>
    protected string NameOf(GraphValue value) => value.Number is { } number ? graph.Number(number) : value.Name;

    /// <summary>A constant.</summary>
    protected static GraphValue Constant(double value) => new("", "", value);

    /// <summary>Two values, unit by unit; constants are computed.</summary>
    protected GraphValue Both(string type, string name, GraphValue a, GraphValue b)
    {
        if (a.Number is { } left && b.Number is { } right && type is "Add" or "Sub" or "Mul" or "Div")
        {
            return Constant(type switch { "Add" => left + right, "Sub" => left - right, "Mul" => left * right, _ => left / right });
        }

        string? like = a.Like is null || b.Like is null ? null : a.Like.Length > 0 ? a.Like : b.Like;
        return new(graph.Add(type, name, [NameOf(a), NameOf(b)]), like);
    }

    private GraphValue Each(string type, string name, GraphValue a, params OnnxAttribute[] attributes) => new(graph.Add(type, name, [NameOf(a)], attributes), a.Like);

    private GraphValue Reduced(string type, string name, GraphValue a)
    {
        string all = a.Like is null ? a.Name : Whole(a, "");
        return new(graph.Add(type, name, [all, graph.Integers($"{name}_axis", -1)], new OnnxAttribute("keepdims") { Integer = 1 }), all);
    }

    private GraphValue Write(Call call, string name)
    {
        if (functions.FirstOrDefault(own => own.Name == call.Function) is { } function)
        {
            return Inlined(function, call, name);
        }

        string function1 = call.Function, inner = $"{name}_{function1}";
        switch (function1, call.Arguments.Count)
        {
            case ("abs" or "cos" or "elu" or "exp" or "gelu" or "log" or "relu" or "selu" or "sigmoid" or "sin" or "softplus" or "softsign" or "sqrt" or "tanh", 1):
                return Each(char.ToUpperInvariant(function1[0]) + function1[1..], inner, Argument(0));
            case ("gelu_tanh", 1):
                return Each("Gelu", inner, Argument(0), new OnnxAttribute("approximate") { Text = "tanh" });
            case ("hard_sigmoid", 1):
                return Each("HardSigmoid", inner, Argument(0), new OnnxAttribute("alpha") { Number = 1f / 6 }, new OnnxAttribute("beta") { Number = 0.5f });
            case ("hard_tanh", 1):
                return Clipped(Argument(0), Constant(-1), Constant(1));
            case ("silu", 1):
                GraphValue x = Argument(0);
                return Both("Mul", inner, x, Each("Sigmoid", $"{name}_sigmoid", x));
            case ("leaky_relu", 2):
                GraphValue leaky = Argument(0), slope = Argument(1);
                return slope.Number is { } part ? Each("LeakyRelu", inner, leaky, new OnnxAttribute("alpha") { Number = (float)part }) : Both("PRelu", inner, leaky, slope);
            case ("clip", 3):
                return Clipped(Argument(0), Argument(1), Argument(2));
            case ("max" or "min", 2):
                return Both(function1 == "max" ? "Max" : "Min", inner, Argument(0), Argument(1));
            case ("sum" or "mean" or "max", 1):
                return Reduced(function1 switch { "sum" => "ReduceSum", "mean" => "ReduceMean", _ => "ReduceMax" }, inner, Argument(0));
            default:
                return Node(call, name);
        }

        GraphValue Argument(int index) => Write(call.Arguments[index], name);

        GraphValue Clipped(GraphValue a, GraphValue low, GraphValue high) => low.Number is not null && high.Number is not null
            ? new(graph.Add("Clip", inner, [NameOf(a), NameOf(low), NameOf(high)]), a.Like)
            : Both("Min", inner, Both("Max", $"{name}_floor", a, low), high);
    }

    /// <summary>A function of the text's own, over values that are computed once.</summary>
    private GraphValue Inlined(FunctionRow function, Call call, string name)
    {
        Dictionary<string, GraphValue> arguments = new(StringComparer.Ordinal);
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            arguments.Add(function.Parameters[i], Write(call.Arguments[i], name));
        }

        (IReadOnlyDictionary<string, GraphValue> around, _arguments) = (_arguments, arguments);
        GraphValue value = Write(function.Value, name);
        _arguments = around;
        return value;
    }
}
