using EdgeSeq.Import.Form;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Onnx;

/// <summary>The operators of a graph, one by one, as nodes of a model; axes are followed by what they mean.</summary>
/// <param name="file">The file, whose constants are complete.</param>
/// <param name="model">Receives the nodes.</param>
/// <param name="nodes">What has to be computed, in an order in which it can be.</param>
internal sealed class OnnxOperators(OnnxFile file, ForeignModel model, IReadOnlyList<OnnxNode> nodes)
{
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

        return [.. outputs.Select(name => Find(name) is { Stack: null } value ? value : throw new ModelFormatException($"The output {JsonFields.Quote(name)} does not depend on what comes in, or is the states of several layers."))];
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

    private static bool Reads(OnnxNode node, string name) => OnnxCells.Is(node) ? node.Input(0) == name : node.Inputs.Contains(name);

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

    private static string Permuted(OnnxNode node, string axes)
    {
        IReadOnlyList<long> order = node.Find("perm")?.Integers is { Count: > 0 } said ? said : [.. Enumerable.Range(0, axes.Length).Reverse().Select(axis => (long)axis)];
        return order.Count == axes.Length && order.Distinct().Count() == order.Count && order.All(axis => axis >= 0 && axis < axes.Length) ? string.Concat(order.Select(axis => axes[(int)axis]))
            : throw node.Unfit($"it moves {order.Count} axes of {axes.Length}");
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
            case "ReduceMean" or "ReduceMax":
                Reduce(node);
                break;
            case "Add" or "Sub" or "Mul" or "Div" or "Max" or "Min":
                Give(node, Binary(node));
                break;
            case "BatchNormalization":
                OnnxSignal batch = Signal(node, 0);
                NumberTensor[] numbers = [.. Enumerable.Range(1, 4).Select(i => Tensor(node, file.Constant(node, i, $"input {i}"), 1))];
                Give(node, batch with { Value = KerasCell.BatchNorm(model, name, batch.Value, numbers[0], numbers[1], numbers[2], numbers[3], node.Number("epsilon", 0.00001f)) });
                break;
            case "LayerNormalization":
                OnnxSignal layer = Featured(node, 0);
                RequireAxis(node, layer, node.Integer("axis", -1));
                Give(node, layer with { Value = KerasCell.LayerNorm(model, name, layer.Value, Tensor(node, file.Constant(node, 1, "its scale"), 1), node.Input(2).Length > 0 ? Tensor(node, file.Constant(node, 2, "its bias"), 1) : null, Math.Round(node.Number("epsilon", 0.00001f), 12)) });
                break;
            case "Softmax":
                OnnxSignal row = Signal(node, 0);
                RequireAxis(node, row, node.Find("axis") is null && row.Axes.Length > 2 ? throw node.Unfit("it does not say its axis, and versions of ONNX differ in what that means") : node.Integer("axis", -1));
                Give(node, row with { Value = model.Softmax(name, row.Value) });
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
        "Abs" or "Sqrt" or "Log" => new(node.Operator, $"{node.Operator.ToLowerInvariant()}({{0}})"),
        "Neg" => new(node.Operator, "-{0}"),
        "Gelu" => new(node.Operator, node.Find("approximate")?.Text == "tanh" ? "gelu_tanh({0})" : "gelu({0})"),
        "Elu" when node.Number("alpha", 1) == 1 => Activation.Find("elu")!,
        "LeakyRelu" => Activation.LeakyRelu(node.Number("alpha", 0.01f)),
        "HardSigmoid" => Activation.HardSigmoidOf(node.Number("alpha", 0.2f), node.Number("beta", 0.5f)),
        "Clip" => new(node.Operator, $"clip({{0}}, {Bound(node, 1, "min")}, {Bound(node, 2, "max")})"),
        _ => throw node.Unfit("it is no operator that networks have"),
    };

    private string Bound(OnnxNode node, int input, string attribute) => Activation.Number(node.Find(attribute)?.Number
        ?? (node.Input(input).Length > 0 && Tensor(node, file.Constant(node, input, attribute)).Values is [var one] ? one : throw node.Unfit($"it has no {attribute}")));

    private void Recurrent(OnnxNode node)
    {
        OnnxSignal x = Signal(node, 0);
        bool isRowFirst = node.Integer("layout", 0) != 0;
        if (x.Axes.Length != 3 || x.Axes[2] != 'F')
        {
            throw node.Unfit("it must read [steps, rows, numbers]");
        }

        (char time, char row) = isRowFirst ? (x.Axes[1], x.Axes[0]) : (x.Axes[0], x.Axes[1]);
        RequireTime(node, time);
        string value = _cells.Add(model, node, x.Value);
        int directions = node.Find("direction")?.Text == "bidirectional" ? 2 : 1;
        _signals[node.Output(0)] = new(value, isRowFirst ? $"{row}{time}DF" : $"{time}D{row}F") { Directions = directions };
        if (node.Output(1).Length > 0)
        {
            // A node of the model only where it is read.
            _lastOf[node.Output(1)] = () => new(model.Time($"{value}_last", value, TimeKind.Last), isRowFirst ? $"{row}DF" : $"D{row}F") { Directions = directions, IsLast = true };
        }
    }

    private void RequireTime(OnnxNode node, char axis)
    {
        _time ??= axis;
        if (_time != axis)
        {
            throw node.Unfit("it goes over another axis than layers before it");
        }
    }

    /// <summary>A product, with the bias that an Add behind it brings.</summary>
    private void Dense(OnnxNode node)
    {
        OnnxSignal x = Featured(node, 0);
        NumberTensor weights = Tensor(node, file.Constant(node, 1, "its weights"), 2);
        NumberTensor? bias = null;
        string output = node.Output(0);
        bool isGemm = node.Operator == "Gemm";
        if (isGemm && (node.Number("alpha", 1) != 1 || node.Number("beta", 1) != 1 || node.Integer("transA", 0) != 0))
        {
            throw node.Unfit("it scales, or transposes what it reads");
        }

        weights = isGemm && node.Integer("transB", 0) != 0 ? weights : weights.Transposed();
        if (isGemm && node.Input(2).Length > 0)
        {
            bias = Spread(node, file.Constant(node, 2, "its bias"), weights.Dimensions[0]);
        }
        else if (!isGemm && nodes.Where(reader => reader.Inputs.Contains(output)).ToArray() is [var add] && add.Is("Add") && !file.OutputNames.Contains(output)
            && file.Tensors.TryGetValue(add.Input(add.Input(0) == output ? 1 : 0), out OnnxTensor? added))
        {
            (bias, output) = (Spread(add, added, weights.Dimensions[0]), add.Output(0));
        }

        _signals[output] = x with { Value = model.Product(node.Name.Length > 0 ? node.Name : output, x.Value, weights, bias) };
    }

    private void Convolution(OnnxNode node)
    {
        OnnxSignal x = Signal(node, 0);
        NumberTensor weights = Tensor(node, file.Constant(node, 1, "its weights"), 3);
        int kernel = weights.Dimensions[2], dilation = Single("dilations", 1), groups = (int)Math.Clamp(node.Integer("group", 1), 0, int.MaxValue);
        long[] pads = [.. node.Find("pads")?.Integers ?? [0, 0]];
        if (x.Axes.Length != 3 || x.Axes[1] != 'F' || Single("strides", 1) != 1 || pads is not [var before, 0] || x.Padding + before != (long)(kernel - 1) * dilation || (node.Find("auto_pad")?.Text ?? "NOTSET") != "NOTSET")
        {
            throw node.Unfit("it must read [rows, channels, steps], go one step at a time, and have kernel - 1 steps of zeros in front and none behind: it would see the future");
        }

        RequireTime(node, x.Axes[2]);
        NumberTensor? bias = node.Input(2).Length > 0 ? Tensor(node, file.Constant(node, 2, "its bias"), 1) : null;
        string name = node.Name.Length > 0 ? node.Name : node.Output(0);
        Give(node, new(groups == 1 ? model.Product(name, x.Value, weights, bias, dilation)
            : groups == model.SizeOf(x.Value) && weights.Dimensions[1] == 1 ? model.Depthwise(name, x.Value, new([weights.Dimensions[0], kernel], weights.Values), bias, dilation)
            : throw node.Unfit($"it has {groups} groups"), x.Axes));

        int Single(string attribute, int otherwise) => node.Find(attribute)?.Integers is { Count: > 0 } all ? all is [> 0 and < 65_536 and var one] ? (int)one : throw node.Unfit($"its {attribute} are not one number") : otherwise;
    }

    private OnnxSignal Padded(OnnxNode node)
    {
        OnnxSignal x = Signal(node, 0);
        long[] pads = file.Integers(node, "pads", 1) ?? throw node.Unfit("it has no pads");
        int axis = Array.FindIndex(pads, pad => pad != 0);
        bool isZero = (node.Find("mode")?.Text ?? "constant") == "constant" && node.Number("value", 0) == 0 && (node.Input(2).Length == 0 || Tensor(node, file.Constant(node, 2, "its value")).Values is [0f]);
        if (pads.Length != 2 * x.Axes.Length || !isZero || pads.Count(pad => pad != 0) > 1 || (axis >= 0 && (axis >= x.Axes.Length || x.Axes[axis] == 'F' || pads[axis] is < 0 or > 1 << 24)))
        {
            throw node.Unfit("it must put zeros in front of the steps");
        }

        if (axis >= 0)
        {
            RequireTime(node, x.Axes[axis]);
        }

        return x with { Padding = x.Padding + (axis < 0 ? 0 : (int)pads[axis]) };
    }

    /// <summary>Axes of size 1 that go and come, and directions that are put side by side.</summary>
    private OnnxSignal Shaped(OnnxNode node)
    {
        OnnxSignal x = Signal(node, 0);
        int rank = x.Axes.Length;
        switch (node.Operator)
        {
            case "Squeeze":
                long[] axes = file.Integers(node, "axes", 1) ?? [.. Enumerable.Range(0, rank).Where(axis => x.Axes[axis] == 'U' || (x.Axes[axis] == 'D' && x.Directions == 1)).Select(axis => (long)axis)];
                int[] gone = [.. axes.Select(axis => node.Axis(axis, rank)).OrderDescending()];
                return gone.Any(axis => x.Axes[axis] == 'F' || x.Axes[axis] == _time || (x.Axes[axis] == 'D' && x.Directions > 1)) ? throw node.Unfit("it removes an axis that has numbers")
                    : gone.Aggregate(x, (value, axis) => value.Without(axis));
            case "Unsqueeze":
                long[] added = file.Integers(node, "axes", 1) ?? throw node.Unfit("it has no axes");
                return added.Select(axis => node.Axis(axis, rank + added.Length)).Order().Aggregate(x, (value, axis) => value with { Axes = value.Axes.Insert(Math.Min(axis, value.Axes.Length), "U") });
            default:
                int wanted = node.Operator == "Flatten" ? 2 : file.Tensors.TryGetValue(node.Input(1), out OnnxTensor? shape) ? shape.Integers(node).Length
                    : file.Nodes.FirstOrDefault(maker => maker.Is("Concat") && maker.Output(0) == node.Input(1))?.Inputs.Count ?? throw node.Unfit("its shape is not known");
                int apart = x.Axes.IndexOf("DF", StringComparison.Ordinal), one = x.Axes.IndexOfAny(['U', 'D']);
                return wanted == rank && !x.Axes.Contains('D') && x.Axes[^1] == 'F' ? x
                    : wanted == rank - 1 && apart >= 0 && apart == rank - 2 ? x.Without(apart) with { Directions = 1 }
                    : wanted == rank - 1 && one >= 0 && x.Directions == 1 && x.Axes[^1] == 'F' ? x.Without(one)
                    : throw node.Unfit($"it makes {wanted} axes of {rank}, and may only put directions side by side or remove an axis of size 1");
        }
    }

    /// <summary>Numbers of a step, one direction, or the last step.</summary>
    private OnnxSignal Taken(OnnxNode node)
    {
        OnnxSignal x = Signal(node, 0);
        long first, count;
        int axis;
        bool isGather = node.Operator == "Gather";
        if (isGather)
        {
            OnnxTensor index = file.Constant(node, 1, "its index");
            axis = node.Axis(node.Integer("axis", 0), x.Axes.Length);
            (first, count) = index.Integers(node) is [var one] ? (one, 1) : throw node.Unfit("it takes several places");
            isGather = index.Dimensions.Length == 0;
        }
        else
        {
            SliceBounds bounds = SliceBounds.Of(file, node);
            axis = bounds.Starts.Length == 1 ? node.Axis(bounds.Axis(0), x.Axes.Length) : throw node.Unfit("it cuts several axes");
            long size = x.Axes[axis] == 'F' ? model.SizeOf(x.Value) : x.Axes[axis] == 'D' ? x.Directions : int.MaxValue;
            (first, count, long step) = bounds.Of(0, size);
            first = size == int.MaxValue ? bounds.Starts[0] : first;
            count = step == 1 ? count : throw node.Unfit("it skips numbers");
        }

        char letter = x.Axes[axis];
        if (x.Stack is { } stack)
        {
            first = first < 0 ? first + x.Directions : first;
            int part = 0;
            for (; part < stack.Count - 1 && first >= stack[part].Directions; part++)
            {
                first -= stack[part].Directions;
            }

            x = letter == 'D' && count == 1 ? stack[part] : throw node.Unfit("it takes more than one state");
        }

        int width = model.SizeOf(x.Value) / x.Directions;
        if (letter == 'F' && x.Directions == 1)
        {
            return Axis(Part(node, x.Value, first < 0 ? first + model.SizeOf(x.Value) : first, count), keep: !isGather ? 'F' : throw node.Unfit("it removes the axis of numbers"));
        }

        if (letter == 'D' && count == 1)
        {
            first = first < 0 ? first + x.Directions : first;
            return Axis(first >= 0 && first < x.Directions ? Part(node, x.Value, first * width, width) : throw node.Unfit($"there is no direction {first}"), 'U') with { Directions = 1 };
        }

        bool isLastStep = first == -1 && (letter == _time || (_time is null && letter is '0' or '1'));
        return isLastStep ? Axis(model.Time(node.Output(0), x.Value, TimeKind.Last), 'U') with { IsLast = true } : throw node.Unfit("it takes neither numbers of a step, nor a direction, nor the last step");

        OnnxSignal Axis(string value, char keep)
        {
            OnnxSignal taken = x with { Value = value };
            return isGather ? taken.Without(axis) : taken with { Axes = taken.Axes.Remove(axis, 1).Insert(axis, $"{keep}") };
        }
    }

    private string Part(OnnxNode node, string from, long first, long count)
    {
        string value = model.Slice(node.Output(0), from, (int)Math.Clamp(first, -1, int.MaxValue), (int)Math.Clamp(count, 0, int.MaxValue));
        _slices[value] = (from, (int)first, (int)count);
        return value;
    }

    private void Split(OnnxNode node)
    {
        OnnxSignal x = Featured(node, 0);
        RequireAxis(node, x, node.Integer("axis", 0));
        int size = model.SizeOf(x.Value), parts = node.Outputs.Count, first = 0;
        long[] sizes = file.Integers(node, "split", 1) ?? [.. Enumerable.Repeat((long)(size / Math.Max(parts, 1)), parts)];
        if (sizes.Length != parts || sizes.Any(part => part <= 0 || part > size) || sizes.Sum() != size)
        {
            throw node.Unfit($"it splits {size} numbers into [{string.Join(", ", sizes)}]");
        }

        for (int i = 0; i < parts; i++)
        {
            string value = model.Slice(node.Output(i), x.Value, first, (int)sizes[i]);
            _slices[value] = (x.Value, first, (int)sizes[i]);
            _signals[node.Output(i)] = x with { Value = value };
            first += (int)sizes[i];
        }
    }

    private OnnxSignal Joined(OnnxNode node)
    {
        OnnxSignal first = Signal(node, 0);
        if (first.Axes[node.Axis(node.Integer("axis", 0), first.Axes.Length)] == 'D')
        {
            OnnxSignal[] layers = [.. Enumerable.Range(0, node.Inputs.Count).Select(i => Signal(node, i))];
            return layers.All(layer => layer.Axes == first.Axes && layer.IsLast) ? first with { Stack = layers, Directions = layers.Sum(layer => layer.Directions) } : throw node.Unfit("its parts are no last states");
        }

        OnnxSignal[] parts = [.. Enumerable.Range(0, node.Inputs.Count).Select(i => Featured(node, i))];
        RequireAxis(node, parts[0], node.Integer("axis", 0));
        if (parts.Any(part => part.Axes.Length != parts[0].Axes.Length || part.IsLast != parts[0].IsLast))
        {
            throw node.Unfit("its parts have different axes");
        }

        // Parts of one value that follow each other are it.
        int next = 0;
        string? whole = null;
        bool isWhole = parts.Length > 1 && parts.All(part => _slices.TryGetValue(part.Value, out var slice) && slice.First == next && slice.From == (whole ??= slice.From) && (next += slice.Count) > 0);
        return parts[0] with { Value = isWhole && next == model.SizeOf(whole!) ? whole! : model.Join(node.Output(0), [.. parts.Select(part => part.Value)]) };
    }

    private void Reduce(OnnxNode node)
    {
        OnnxSignal x = Signal(node, 0);
        int axis = file.Integers(node, "axes", 1) is [var one] ? node.Axis(one, x.Axes.Length) : throw node.Unfit("it goes over several axes");
        if (x.Axes[axis] is 'F' or 'D' or 'U')
        {
            throw node.Unfit("it does not go over the steps");
        }

        RequireTime(node, x.Axes[axis]);
        OnnxSignal value = x with { Value = model.Time(node.Output(0), x.Value, node.Operator == "ReduceMean" ? TimeKind.Average : TimeKind.Highest), IsLast = true };
        Give(node, node.Integer("keepdims", 1) != 0 ? value with { Axes = value.Axes.Remove(axis, 1).Insert(axis, "U") } : value.Without(axis));
    }

    private OnnxSignal Binary(OnnxNode node)
    {
        int constant = node.Inputs.Count != 2 ? throw node.Unfit($"it reads {node.Inputs.Count} values") : file.Tensors.ContainsKey(node.Input(0)) ? 0 : file.Tensors.ContainsKey(node.Input(1)) ? 1 : -1;
        string sign = node.Operator switch { "Add" => "{0} + {1}", "Sub" => "{0} - {1}", "Mul" => "{0} * {1}", "Div" => "{0} / {1}", "Max" => "max({0}, {1})", _ => "min({0}, {1})" };
        if (constant < 0)
        {
            OnnxSignal a = Signal(node, 0), b = Signal(node, 1);
            return a.Axes.Length == b.Axes.Length ? a with { Value = model.Pointwise(node.Output(0), sign, a.Value, b.Value), IsLast = a.IsLast || b.IsLast } : throw node.Unfit("its values have different axes");
        }

        OnnxSignal x = Featured(node, 1 - constant);
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
        return x with { Value = model.Norm(node.Output(0), x.Value, NormKind.BatchNorm, NumberTensor.Vector(gain), shift is null ? null : NumberTensor.Vector(shift)) };
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
