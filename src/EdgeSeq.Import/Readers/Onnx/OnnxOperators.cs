using EdgeSeq.Import.Form;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Onnx;

/// <summary>The operators of a graph, one by one, as nodes of a model; axes are followed by what they mean.</summary>
/// <param name="file">The file, whose constants are complete.</param>
/// <param name="model">Receives the nodes.</param>
/// <param name="nodes">What has to be computed, in an order in which it can be.</param>
internal sealed partial class OnnxOperators(OnnxFile file, ForeignModel model, IReadOnlyList<OnnxNode> nodes)
{
    // What reads or moves numbers by their places: a number that stands for a whole row has none.
    private static readonly string[] s_moves =
        ["RNN", "GRU", "LSTM", "MatMul", "Gemm", "Conv", "Pad", "Transpose", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "Gather", "Slice", "Split", "Concat", "BatchNormalization", "LayerNormalization", "Softmax", "LogSoftmax"];

    private readonly Dictionary<string, OnnxSignal> _signals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string From, int First, int Count)> _slices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<OnnxSignal>> _lastOf = new(StringComparer.Ordinal);
    private readonly OnnxCells _cells = new(file);
    private char? _time;

    /// <summary>Adds all nodes.</summary>
    /// <returns>The values of some outputs.</returns>
    /// <exception cref="ModelFormatException">A node does not fit; it is named.</exception>
    public OnnxSignal[] Read(string[] outputs)
    {
        Open();
        foreach (OnnxNode node in nodes)
        {
            if (!_signals.ContainsKey(node.Output(0)))
            {
                Read(node);
            }
        }

        return [.. outputs.Select(name => Find(name) is { Stack: null, IsRepeated: false } value ? value : throw new ModelFormatException($"The output {JsonFields.Quote(name)} does not depend on what comes in, is one number of a row, or is the states of several layers."))];
    }

    /// <summary>What comes in: tokens that a Gather reads, or vectors, several of them one behind the other.</summary>
    private void Open()
    {
        OnnxValue[] inputs = [.. file.Inputs.Where(input => file.InputNames.Contains(input.Name) && nodes.Any(node => Reads(node, input.Name)))];
        if (inputs is [var tokens] && nodes.FirstOrDefault(node => node.Is("Gather") && node.Input(1) == tokens.Name) is { } gather)
        {
            OnnxTensor table = file.Constant(gather, 0, "its data");
            model.OfTokens(table.Dimensions is [> 0 and <= int.MaxValue and var vocabulary, _] ? (int)vocabulary : throw gather.Unfit($"its data have the shape {table.Size}"));
            _signals.Add(tokens.Name, new(ForeignModel.Input, "0123"[..Math.Min(tokens.Dimensions.Count, 3)]));
            return;
        }

        int[] axes = [.. inputs.Select(FeatureAxis)], sizes = [.. inputs.Select((input, i) => int.TryParse(input.Dimensions[axes[i]], out int size) && size > 0 ? size
            : throw new ModelFormatException($"The input {JsonFields.Quote(input.Name)} has the shape [{string.Join(", ", input.Dimensions)}]; axis {axes[i]} must have a size."))];
        model.OfVectors((int)Math.Min(sizes.Sum(size => (long)size), int.MaxValue));
        if (inputs.Length > 1)
        {
            model.Assumed.Add($"each step brings the numbers of {string.Join(", then ", inputs.Select(input => input.Name))}");
        }

        int next = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            string letters = "012"[..inputs[i].Dimensions.Count].Remove(axes[i], 1).Insert(axes[i], "F");
            _signals.Add(inputs[i].Name, new(model.Slice(inputs[i].Name, ForeignModel.Input, next, sizes[i]), letters));
            next += sizes[i];
        }
    }

    private bool Reads(OnnxNode node, string name) => OnnxCells.Is(node) ? node.Input(0) == name : node.Inputs.Contains(name) && Past(file, node) == 0;

    /// <summary>Steps that a program puts in front of others, where a convolution carries its past from call to call; 0 if the node is none that does.</summary>
    public static int Past(OnnxFile file, OnnxNode node) => node.Is("Concat") && node.Inputs.Count == 2 && node.Integer("axis", 0) == 0 && file.InputNames.Contains(node.Input(0))
        && file.Inputs.Find(input => input.Name == node.Input(0)) is { Dimensions: [var steps, _, _] } && int.TryParse(steps, out int past) && past is > 0 and < 1 << 24 ? past : 0;

    /// <summary>Which axis of an input has the numbers of a step: the last, but where a convolution reads it.</summary>
    private int FeatureAxis(OnnxValue input)
    {
        int rank = input.Dimensions.Count is >= 1 and <= 3 ? input.Dimensions.Count : throw new ModelFormatException($"The input {JsonFields.Quote(input.Name)} has {input.Dimensions.Count} axes; one to three are read.");
        string letters = "012"[..rank], name = input.Name;
        while (nodes.FirstOrDefault(node => Reads(node, name)) is { } reader)
        {
            if (reader.Is("Transpose"))
            {
                letters = Permuted(reader, letters);
            }
            else if (!reader.Is("Pad", "Identity", "Unsqueeze"))
            {
                return reader.Is("Conv", "BatchNormalization") && rank == 3 ? letters[1] - '0' : letters[^1] - '0';
            }
            else if (reader.Is("Unsqueeze"))
            {
                return rank - 1;
            }

            name = reader.Output(0);
        }

        return rank - 1;
    }

    private void Read(OnnxNode node)
    {
        if (node.Domain is not ("" or "ai.onnx"))
        {
            throw node.Unfit("it is of a domain that is not read");
        }

        string name = node.Output(0);
        switch (node.Operator)
        {
            case "RNN" or "GRU" or "LSTM":
                Recurrent(node);
                break;
            case "Gather" when file.Tensors.TryGetValue(node.Input(0), out OnnxTensor? table):
                OnnxSignal tokens = Signal(node, 1);
                Give(node, new(model.Embedding(name, Tensor(node, table, 2)), $"{tokens.Axes}F"));
                break;
            case "MatMul" or "Gemm":
                Dense(node);
                break;
            case "Conv":
                Convolution(node);
                break;
            case "Pad":
                Give(node, Padded(node));
                break;
            case "Transpose":
                OnnxSignal moved = Signal(node, 0);
                Give(node, moved with { Axes = Permuted(node, moved.Axes) });
                break;
            case "Squeeze" or "Unsqueeze" or "Reshape" or "Flatten":
                Give(node, Shaped(node));
                break;
            case "Gather" or "Slice":
                Give(node, Taken(node));
                break;
            case "Split":
                Split(node);
                break;
            case "Concat":
                Give(node, Joined(node));
                break;
            case "ReduceMean" or "ReduceMax" or "ReduceSum":
                Reduce(node);
                break;
            case "Add" or "Sub" or "Mul" or "Div" or "Max" or "Min":
                Give(node, Binary(node));
                break;
            case "BatchNormalization":
                OnnxSignal batch = Signal(node, 0);
                NumberTensor[] numbers = [.. Enumerable.Range(1, 4).Select(i => Tensor(node, file.Constant(node, i, $"input {i}"), 1))];
                Give(node, batch with { Value = Norms.Batch(model, name, batch.Value, numbers[0], numbers[1], numbers[2], numbers[3], node.Number("epsilon", 0.00001f)) });
                break;
            case "LayerNormalization":
                OnnxSignal layer = Featured(node, 0);
                RequireAxis(node, layer, node.Integer("axis", -1));
                Give(node, layer with { Value = Norms.Layer(model, name, layer.Value, Tensor(node, file.Constant(node, 1, "its scale"), 1), node.Input(2).Length > 0 ? Tensor(node, file.Constant(node, 2, "its bias"), 1) : null, Math.Round(node.Number("epsilon", 0.00001f), 12)) });
                break;
            case "Expand":
                Give(node, Expanded(node));
                break;
            case "Softmax" or "LogSoftmax":
                OnnxSignal row = Signal(node, 0);
                RequireAxis(node, row, node.Find("axis") is null && row.Axes.Length > 2 ? throw node.Unfit("it does not say its axis, and versions of ONNX differ in what that means") : node.Integer("axis", -1));
                Give(node, row with { Value = node.Operator == "Softmax" ? model.Softmax(name, row.Value) : model.LogSoftmax(name, row.Value) });
                break;
            default:
                OnnxSignal each = Signal(node, 0);
                Give(node, each with { Value = model.Apply(name, each.Value, Function(node)) });
                break;
        }
    }

    private Activation Function(OnnxNode node) => node.Operator switch
    {
        "Identity" or "Dropout" or "Cast" => Activation.Linear,
        "Tanh" or "Sigmoid" or "Relu" or "Softsign" or "Softplus" or "Exp" or "Selu" => Activation.Find(node.Operator)!,
        "Abs" or "Sqrt" or "Log" or "Cos" or "Sin" => new(node.Operator, $"{node.Operator.ToLowerInvariant()}({{0}})"),
        "Neg" => new(node.Operator, "-{0}"),
        "Gelu" => new(node.Operator, node.Find("approximate")?.Text == "tanh" ? "gelu_tanh({0})" : "gelu({0})"),
        "Elu" when node.Number("alpha", 1) == 1 => Activation.Find("elu")!,
        "LeakyRelu" => Activation.LeakyRelu(node.Number("alpha", 0.01f)),
        "HardSigmoid" when node.Number("alpha", 0.2f) == 1f / 6 && node.Number("beta", 0.5f) == 0.5f => Activation.HardSigmoid,
        "HardSigmoid" => Activation.HardSigmoidOf(node.Number("alpha", 0.2f), node.Number("beta", 0.5f)),
        "Clip" => new(node.Operator, $"clip({{0}}, {Bound(node, 1, "min")}, {Bound(node, 2, "max")})"),
        _ => throw node.Unfit("it is no operator that networks have"),
    };

    private string Bound(OnnxNode node, int input, string attribute) => Activation.Number(node.Find(attribute)?.Number
        ?? (node.Input(input).Length > 0 && Tensor(node, file.Constant(node, input, attribute)).Values is [var one] ? one : throw node.Unfit($"it has no {attribute}")));

    private OnnxSignal Binary(OnnxNode node)
    {
        int constant = node.Inputs.Count != 2 ? throw node.Unfit($"it reads {node.Inputs.Count} values") : file.Tensors.ContainsKey(node.Input(0)) ? 0 : file.Tensors.ContainsKey(node.Input(1)) ? 1 : -1;
        string sign = node.Operator switch { "Add" => "{0} + {1}", "Sub" => "{0} - {1}", "Mul" => "{0} * {1}", "Div" => "{0} / {1}", "Max" => "max({0}, {1})", _ => "min({0}, {1})" };
        if (constant < 0)
        {
            OnnxSignal a = Signal(node, 0), b = Signal(node, 1);
            return a.Axes.Length == b.Axes.Length ? a with { Value = model.Pointwise(node.Output(0), sign, a.Value, b.Value), IsLast = a.IsLast || b.IsLast, IsRepeated = a.IsRepeated && b.IsRepeated } : throw node.Unfit("its values have different axes");
        }

        OnnxSignal x = Featured(node, 1 - constant);
        if (file.Tensors[node.Input(constant)] is { Dimensions: [] or [1] } single)
        {
            float value = Tensor(node, single).Values[0];
            string number = float.IsFinite(value) ? Activation.Number(value) : throw node.Unfit($"it reads the number {value}"), text = string.Format(System.Globalization.CultureInfo.InvariantCulture, sign, constant == 0 ? number : "{0}", constant == 0 ? "{0}" : number);
            return x with { Value = model.Pointwise(node.Output(0), text, x.Value) };
        }

        float[] numbers = Spread(node, file.Tensors[node.Input(constant)], model.SizeOf(x.Value)).Values, ones = [.. numbers.Select(_ => 1f)];
        (float[] gain, float[]? shift) = (node.Operator, constant) switch
        {
            ("Add", _) => (ones, numbers),
            ("Sub", 1) => (ones, [.. numbers.Select(number => -number)]),
            ("Sub", 0) => ([.. numbers.Select(_ => -1f)], numbers),
            ("Mul", _) => (numbers, null),
            ("Div", 1) => ([.. numbers.Select(number => 1 / number)], (float[]?)null),
            _ => throw node.Unfit("it reads a constant"),
        };
        return x with { Value = model.Norm(node.Output(0), x.Value, NormKind.BatchNorm, NumberTensor.Vector(gain), shift is null ? null : NumberTensor.Vector(shift)), IsRepeated = false };
    }

    private OnnxSignal? Find(string name)
    {
        if (!_signals.TryGetValue(name, out OnnxSignal? signal) && _lastOf.TryGetValue(name, out Func<OnnxSignal>? last))
        {
            _signals.Add(name, signal = last());
        }

        return signal;
    }

    private OnnxSignal Signal(OnnxNode node, int input)
    {
        OnnxSignal signal = Find(node.Input(input)) ?? throw node.Unfit($"{JsonFields.Quote(node.Input(input))} is no value that is read");
        if (signal.Stack is not null && !node.Is("Gather", "Slice"))
        {
            throw node.Unfit("it reads the states of several layers, of which one can be taken");
        }

        if (signal.IsRepeated && node.Is(s_moves))
        {
            throw node.Unfit("it reads one number of a row");
        }

        return signal.Padding == 0 || node.Is("Conv", "Pad", "Transpose") ? signal : throw node.Unfit("it reads steps that were put in front");
    }

    /// <summary>A value whose last axis is the numbers of a step.</summary>
    private OnnxSignal Featured(OnnxNode node, int input) => Signal(node, input) is { Directions: 1 } signal && signal.Axes.EndsWith('F') ? signal : throw node.Unfit("the numbers of a step are not its last axis");

    private static void RequireAxis(OnnxNode node, OnnxSignal signal, long axis)
    {
        if (signal.Axes[node.Axis(axis, signal.Axes.Length)] != 'F')
        {
            throw node.Unfit("it goes over another axis than the numbers of a step");
        }
    }

    private void Give(OnnxNode node, OnnxSignal signal) => _signals[node.Output(0)] = signal;

    /// <summary>As many numbers as a value has.</summary>
    private static NumberTensor Spread(OnnxNode node, OnnxTensor tensor, int size)
    {
        float[] values = Tensor(node, tensor).Values;
        return values.Length == size ? NumberTensor.Vector(values) : values is [var one] ? NumberTensor.Vector([.. Enumerable.Repeat(one, size)]) : throw node.Unfit($"a constant has the shape {tensor.Size}, and there are {size} numbers");
    }

    private static NumberTensor Tensor(OnnxNode node, OnnxTensor tensor, int rank = -1) => rank < 0 || tensor.Dimensions.Length == rank
        ? new([.. tensor.Dimensions.Select(size => (int)Math.Clamp(size, 0, int.MaxValue))], tensor.Floats(node, tensor.Dimensions).ToArray())
        : throw node.Unfit($"{JsonFields.Quote(tensor.Name)} has the shape {tensor.Size}; expected {rank} axes");
}
