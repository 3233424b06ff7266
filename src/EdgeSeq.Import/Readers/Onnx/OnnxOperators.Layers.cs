using EdgeSeq.Import.Form;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Import.Readers.Onnx;

/// <content>Operators with weights, and those that go over the steps.</content>
internal sealed partial class OnnxOperators
{
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
            _lastOf[node.Output(1)] = node.Find("direction")?.Text == "reverse" ? () => throw node.Unfit("its last state is that of the first step, which a network cannot say; read all of its steps") : () => new(model.Time($"{value}_last", value, TimeKind.Last), isRowFirst ? $"{row}DF" : $"D{row}F") { Directions = directions, IsLast = true };
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

    private void Reduce(OnnxNode node)
    {
        OnnxSignal x = Signal(node, 0);
        int axis = file.Integers(node, "axes", 1) is [var one] ? node.Axis(one, x.Axes.Length) : throw node.Unfit("it goes over several axes");
        if (x.Axes[axis] == 'F' && node.Integer("keepdims", 1) != 0)
        {
            Give(node, x with { Value = model.Pointwise(node.Output(0), $"{node.Operator[6..].ToLowerInvariant()}({{0}})", x.Value), IsRepeated = true });
            return;
        }

        if (x.Axes[axis] is 'F' or 'D' or 'U' || node.Operator == "ReduceSum")
        {
            throw node.Unfit("it goes over neither the steps nor the numbers of a step, or is a sum over steps");
        }

        RequireTime(node, x.Axes[axis]);
        OnnxSignal value = x with { Value = model.Time(node.Output(0), x.Value, node.Operator == "ReduceMean" ? TimeKind.Average : TimeKind.Highest), IsLast = true };
        Give(node, node.Integer("keepdims", 1) != 0 ? value with { Axes = value.Axes.Remove(axis, 1).Insert(axis, "U") } : value.Without(axis));
    }
}
