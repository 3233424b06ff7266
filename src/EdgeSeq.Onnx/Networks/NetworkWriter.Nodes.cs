using EdgeSeq.Generators.Equations;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Networks;

/// <content>The functions of networks, a case each.</content>
internal sealed partial class NetworkWriter
{
    protected override GraphValue Node(Call call, string name)
    {
        string own = _names.Find(call) ?? name;
        switch (call.Function)
        {
            case EquationParser.ListName:
                return new(Graph.Add("Concat", $"{name}_list", [.. call.Arguments.Select(argument => Value(argument, name))], Axis(-1)));
            case "slice":
                int first = Number(call, 1), count = Number(call, 2);
                return new(Graph.Add("Slice", $"{name}_slice",
                    [Value(call.Arguments[0], name), Graph.Integers($"{name}_first", first), Graph.Integers($"{name}_end", first + count), Graph.Integers($"{name}_axis", -1)]));
            case "dense" or "tied":
                return new(Dense(own, Value(call.Arguments[0], own)));
            case "conv" when call.Arguments.Count > 4:
            case "depthwise" when call.Arguments.Count > 3:
            case "stride" or "hold":
                throw new NotSupportedException($"{call}: what does not run at every step is not written as ONNX.");
            case "conv":
                GraphTensor kernel = Tensor($"{own}.weight");
                return new(Convolution(own, Value(call.Arguments[0], own), kernel, kernel.Dimensions[1], 1, Number(call, 3, 1) * (kernel.Dimensions[2] - 1), Number(call, 3, 1)));
            case "depthwise":
                return new(Depthwise(own, call));
            case "embed" when call.Arguments.Count == 3:
                throw new NotSupportedException($"{call}: tokens among numbers are not written as ONNX.");
            case "embed":
                GraphTensor vectors = Tensor($"{own}.weight");
                return new(Graph.Add("Gather", $"{own}_vector", [Graph.Tensor($"{own}_vectors", vectors.Values, vectors.Dimensions), Value(call.Arguments[0], own)]));
            case "layernorm":
                return new(Graph.Add("LayerNormalization", $"{own}_norm", [Value(call.Arguments[0], own), Vector(own, "weight"), Vector(own, "bias")], Axis(-1), new OnnxAttribute("epsilon") { Number = 1e-5f }));
            case "rmsnorm":
                return new(RmsNorm(own, Value(call.Arguments[0], own)));
            case "batchnorm":
                string scaled = Graph.Add("Mul", $"{own}_scaled", [Value(call.Arguments[0], own), Vector(own, "weight")]);
                return new(Graph.Add("Add", $"{own}_shifted", [scaled, Vector(own, "bias")]));
            case "softmax" or "logsoftmax":
                return new(Graph.Add(call.Function == "softmax" ? "Softmax" : "LogSoftmax", $"{own}_{call.Function}", [Value(call.Arguments[0], own)], Axis(-1)));
            case "dropout":
                return Write(call.Arguments[0], own);
            case "last":
                return new(Last(Value(call.Arguments[0], name), name));
            case "average" or "highest":
                return new(Graph.Add(call.Function == "average" ? "ReduceMean" : "ReduceMax", $"{own}_{call.Function}", [Value(call.Arguments[0], own), Graph.Integers($"{own}_time", 0)],
                    new OnnxAttribute("keepdims") { Integer = 0 }));
            case "attentionpool":
                string weights = Graph.Add("Softmax", $"{own}_weights", [Value(call.Arguments[1], own)], Axis(0));
                return new(Graph.Add("ReduceSum", $"{own}_mean", [Graph.Add("Mul", $"{own}_weighted", [Value(call.Arguments[0], own), weights]), Graph.Integers($"{own}_time", 0)],
                    new OnnxAttribute("keepdims") { Integer = 0 }));
            case "both":
                return new(Recurrent((Call)call.Arguments[0], 2));
            default:
                return _text.IsCell(call.Function) ? new(Recurrent(call, 1)) : throw new NotSupportedException($"{call.Function} has no counterpart in ONNX.");
        }
    }

    private static OnnxAttribute Axis(long axis) => new("axis") { Integer = axis };

    private string Value(Expression expression, string name) => Whole(Write(expression, $"{name}_x"), "");

    private int Number(Call call, int index, int absent = 0) => index >= call.Arguments.Count ? absent
        : Write(call.Arguments[index], "") is { Number: { } number } ? (int)number : throw new NotSupportedException($"{call}: {call.Arguments[index]} is no number.");

    private string Vector(string node, string tensor)
    {
        GraphTensor numbers = Tensor($"{node}.{tensor}");
        return Graph.Tensor($"{node}_{tensor}", numbers.Values, numbers.Dimensions);
    }

    private string Dense(string own, string operand)
    {
        GraphTensor weights = Tensor($"{own}.weight").Transposed();
        string name = Graph.Unique($"{own}_weight");
        ConstantWriter.Add(_file, name, weights.Values, _model.Scales.GetValueOrDefault($"{own}.weight"), 1, weights.Dimensions);
        return Graph.Add("Add", $"{own}_dense", [Graph.Add("MatMul", $"{own}_product", [operand, name]), Vector(own, "bias")]);
    }

    private string Depthwise(string own, Call call)
    {
        GraphTensor weights = Tensor($"{own}.weight");
        int kernel = Number(call, 1), dilation = Number(call, 2, 1), channels = (int)weights.Dimensions[0];
        return Convolution(own, Value(call.Arguments[0], own), weights, channels, channels, dilation * (kernel - 1L), dilation);
    }

    /// <summary>A causal convolution: in front of its steps stand those of the past, which a program hands in and out, or zeros where the network reads whole sequences.</summary>
    private string Convolution(string own, string operand, GraphTensor weights, long channels, int groups, long past, int dilation)
    {
        long pad = past;
        if (_streams && past > 0)
        {
            pad = 0;
            string label = Graph.Label(own, "state_past", "next_past"), state = $"state_past_{label}", next = $"next_past_{label}";
            _file.Inputs.Add(new(state, OnnxTensor.Float32, [$"{past}", Batch, $"{channels}"]));
            operand = Graph.Add("Concat", $"{own}_past", [state, operand], Axis(0));
            Graph.Add(new OnnxNode("Slice", next, [operand, Graph.Integers($"{own}_past_first", -past), Graph.Integers($"{own}_past_end", int.MaxValue), Graph.Integers($"{own}_past_axis", 0)], [next], []));
            _lastStates.Add(new(next, OnnxTensor.Float32, [$"{past}", Batch, $"{channels}"]));
        }

        string turned = Graph.Add("Transpose", $"{own}_channels", [operand], new OnnxAttribute("perm") { Integers = [1, 2, 0] });
        string convolved = Graph.Add("Conv", $"{own}_conv", [turned, Graph.Tensor($"{own}_weight", weights.Values, weights.Dimensions), Vector(own, "bias")],
            new OnnxAttribute("dilations") { Integers = [dilation] }, new OnnxAttribute("group") { Integer = groups }, new OnnxAttribute("pads") { Integers = [pad, 0] });
        return Graph.Add("Transpose", $"{own}_rows", [convolved], new OnnxAttribute("perm") { Integers = [2, 0, 1] });
    }

    /// <summary>As its equations have it; the operator RMSNormalization came with version 23.</summary>
    private string RmsNorm(string own, string operand)
    {
        string square = Graph.Add("Mul", $"{own}_square", [operand, operand]);
        string mean = Graph.Add("ReduceMean", $"{own}_mean", [square, Graph.Integers($"{own}_axis", -1)], new OnnxAttribute("keepdims") { Integer = 1 });
        string root = Graph.Add("Sqrt", $"{own}_root", [Graph.Add("Add", $"{own}_variance", [mean, Graph.Number(0.00001)])]);
        return Graph.Add("Mul", $"{own}_norm", [Graph.Add("Div", $"{own}_scaled", [operand, root]), Vector(own, "weight")]);
    }

    private string Recurrent(Call call, int directions)
    {
        string own = _names.Find(call)!, x = Value(call.Arguments[0], own);
        bool isToken = call.Arguments[0] is Variable { Name: "x" } && _model.Shape.Vocabulary > 0;
        if (_text.Cells.TryGetValue(call.Function, out CellText? cell))
        {
            string[] further = [.. call.Arguments.Skip(2).Select(argument => Value(argument, own))];
            var layer = new ScanLayer(own, cell, x, isToken, further, Number(call, 1));
            return directions == 1 ? Scanned(layer, false) : Graph.Add("Concat", $"{own}_both", [Scanned(layer, false), Scanned(layer, true)], Axis(-1));
        }

        CellOperator known = CellOperator.All.FirstOrDefault(known => known.Cell.ToString() == call.Function) ?? throw new NotSupportedException(
            $"ONNX has no operator for {call.Function}; it has those of {string.Join(", ", CellOperator.All.Select(known => known.Cell))}. A cell of your own with its equations is written as a loop.");
        string[] names = ["W", "R", "B", "y", "size", "ordered", "joined", "rows", "vectors", "state_h", "next_h", "state_c", "next_c"];
        string label = Graph.Label(own, names);
        var writer = new LayerWriter(_file, _model, known, new(own, 0, label, own, label, Number(call, 1), directions));
        return writer.Write(isToken ? writer.Gather(x, $"rows_{label}", $"rows_of_{label}", $"vectors_{label}") : x, isToken, _streams, isLast: false);
    }

    private string Scanned(ScanLayer layer, bool isReverse)
    {
        string ending = isReverse ? "_reverse" : "";
        return ScanWriter.Write(Graph, layer with { Name = $"{layer.Name}{ending}" }, name => Tensor($"{layer.Name}.{name}{ending}"), isReverse, First, Last);

        string First(string state, int size)
        {
            if (_streams)
            {
                string given = Graph.Unique($"state_{state}_{layer.Name}");
                _file.Inputs.Add(new(given, OnnxTensor.Float32, [Batch, $"{size}"]));
                return given;
            }

            // Zeros for as many rows as there are.
            string rows = Graph.Add("Gather", $"{layer.Name}_batch", [Graph.Add("Shape", $"{layer.Name}_shape", [layer.X]), Graph.Integers($"{layer.Name}_rows", 1)], Axis(0));
            string sizes = Graph.Add("Concat", $"{layer.Name}_size", [rows, Graph.Integers($"{layer.Name}_units", size)], Axis(0));
            return Graph.Add("ConstantOfShape", $"{layer.Name}_zeros", [sizes]);
        }

        void Last(string state, int size, string value)
        {
            if (_streams)
            {
                string next = Graph.Unique($"next_{state}_{layer.Name}");
                Graph.Add(new OnnxNode("Identity", next, [value], [next], []));
                _lastStates.Add(new(next, OnnxTensor.Float32, [Batch, $"{size}"]));
            }
        }
    }
}
