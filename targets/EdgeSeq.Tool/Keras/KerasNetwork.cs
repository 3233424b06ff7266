using System.Text.Json.Nodes;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Onnx.Networks;

namespace EdgeSeq.Targets.Tool.Keras;

/// <summary>A network's rows as layers of Keras.</summary>
/// <param name="file">Receives them.</param>
/// <param name="layers">Writes those with weights.</param>
/// <param name="text">The network.</param>
/// <param name="input">What comes in, its normaliser behind it.</param>
internal sealed class KerasNetwork(KerasFile file, KerasLayerWriter layers, NetworkText text, string input)
{
    private readonly NodeNames _names = new(text);
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal) { ["x"] = input };

    /// <summary>Writes all rows.</summary>
    /// <returns>The outputs.</returns>
    /// <exception cref="NotSupportedException">Keras has no layer for a part of a row.</exception>
    public string[] Write()
    {
        foreach (Equation row in text.Rows)
        {
            _values.Add(row.Target, Value(row.Value));
        }

        return [.. text.Rows.Where(row => text.Output(row) is not null).Select(row => _values[row.Target])];
    }

    private string Value(Expression expression, bool isLast = false) => expression switch
    {
        Variable variable when _values.TryGetValue(variable.Name, out string? value) => value,
        Negation negation => Scaled(Value(negation.Operand), -1, 0),
        Binary binary => Binary(binary),
        Call call => Called(call, isLast),
        _ => throw Missing(expression),
    };

    private string Binary(Binary binary) => (binary.Operator, Number(binary.Left), Number(binary.Right)) switch
    {
        (var sign, null, null) => file.Add(sign switch { '+' => "Add", '-' => "Subtract", '*' => "Multiply", _ => throw Missing(binary) }, [], [Value(binary.Left), Value(binary.Right)]),
        ('+', { } number, null) => Scaled(Value(binary.Right), 1, number),
        ('-', { } number, null) => Scaled(Value(binary.Right), -1, number),
        ('*', { } number, null) => Scaled(Value(binary.Right), number, 0),
        ('+', null, { } number) => Scaled(Value(binary.Left), 1, number),
        ('-', null, { } number) => Scaled(Value(binary.Left), 1, -number),
        ('*', null, { } number) => Scaled(Value(binary.Left), number, 0),
        ('/', null, { } number) => Scaled(Value(binary.Left), 1 / number, 0),
        _ => throw Missing(binary),
    };

    private string Called(Call call, bool isLast)
    {
        string own = _names.Find(call) ?? "";
        switch (call.Function)
        {
            case EquationParser.ListName:
                return file.Add("Concatenate", new JsonObject { ["axis"] = -1 }, [.. call.Arguments.Select(argument => Value(argument))]);
            case "dense" or "tied":
                return layers.Dense(own, Value(call.Arguments[0]));
            case "conv" when call.Arguments.Count > 4:
            case "depthwise" when call.Arguments.Count > 3:
                throw Missing(call);   // what does not run at every step
            case "conv":
                return layers.Convolution(own, Integer(call, 2), call.Arguments.Count > 3 ? Integer(call, 3) : 1, Value(call.Arguments[0]));
            case "depthwise":
                return layers.Depthwise(own, Integer(call, 1), call.Arguments.Count > 2 ? Integer(call, 2) : 1, Value(call.Arguments[0]));
            case "embed" when call.Arguments.Count == 3:
                throw Missing(call);   // tokens among numbers
            case "embed":
                float[] vectors = layers.Tensor($"{own}.weight");
                return layers.Embedding(vectors, vectors.Length / Integer(call, 1), Value(call.Arguments[0]));
            case "layernorm":
                return layers.LayerNorm(own, Value(call.Arguments[0]));
            case "batchnorm":
                float[] gain = layers.Tensor($"{own}.weight");
                return layers.Affine(gain, layers.Tensor($"{own}.bias"), new float[gain.Length], Value(call.Arguments[0]));
            case "softmax":
                return file.Add("Softmax", new JsonObject { ["axis"] = -1 }, [Value(call.Arguments[0])]);
            case "dropout":
                return Value(call.Arguments[0]);
            case "average" or "highest":
                return file.Add(call.Function == "average" ? "GlobalAveragePooling1D" : "GlobalMaxPooling1D", new JsonObject { ["data_format"] = "channels_last", ["keepdims"] = false }, [Value(call.Arguments[0])]);
            case "last" when call.Arguments[0] is Call inner && text.IsCell(inner.Function):
                return Value(inner, isLast: true);
            case "last":
                throw new NotSupportedException($"{call}: Keras has the last step of a recurrent layer of one direction only; write last around its cell.");
            case "both":
                return Recurrent((Call)call.Arguments[0], isBoth: true, isLast: false);
            case "relu" or "tanh" or "sigmoid" or "elu" or "selu" or "silu" or "softplus" or "softsign" or "gelu" or "hard_sigmoid" or "exp":
                return file.Add("Activation", new JsonObject { ["activation"] = call.Function == "exp" ? "exponential" : call.Function }, [Value(call.Arguments[0])]);
            case "leaky_relu" when Number(call.Arguments[1]) is { } slope:
                return file.Add("LeakyReLU", new JsonObject { ["negative_slope"] = slope }, [Value(call.Arguments[0])]);
            case "max" or "min" when call.Arguments.Count == 2:
                return file.Add(call.Function == "max" ? "Maximum" : "Minimum", [], [Value(call.Arguments[0]), Value(call.Arguments[1])]);
            default:
                return text.IsCell(call.Function) ? Recurrent(call, isBoth: false, isLast)
                    : text.Functions.FirstOrDefault(function => function.Name == call.Function) is { } function ? Value(Inlined(function, call)) : throw Missing(call);
        }
    }

    private string Recurrent(Call call, bool isBoth, bool isLast) => text.Cells.ContainsKey(call.Function) ? throw new NotSupportedException($"Keras has no layer of the cell {call.Function}.")
        : layers.Recurrent(call.Function, _names.Find(call)!, 0, isBoth, isLast, Value(call.Arguments[0]));

    private static Expression Inlined(FunctionRow function, Call call)
    {
        Dictionary<string, Expression> arguments = new(StringComparer.Ordinal);
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            arguments.Add(function.Parameters[i], call.Arguments[i]);
        }

        return call.Arguments.All(argument => argument is Variable) ? function.Value.Substitute(arguments) : throw new NotSupportedException($"{call}: write what {function.Name} reads on a row of its own.");
    }

    private string Scaled(string value, double scale, double offset) => file.Add("Rescaling", new JsonObject { ["scale"] = scale, ["offset"] = offset }, [value]);

    private double? Number(Expression expression) => expression switch
    {
        Number number => number.Value,
        Variable variable when text.Constants.TryGetValue(variable.Name, out double value) => value,
        _ => null,
    };

    private int Integer(Call call, int index) => Number(call.Arguments[index]) is { } number ? (int)number : throw Missing(call);

    private static NotSupportedException Missing(Expression expression) => new($"{expression} has no layer in Keras.");
}
