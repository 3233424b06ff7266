using EdgeSeq.Onnx.Messages;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Graph;

/// <summary>Turns a model into an ONNX graph. Time is the first axis, the batch the second, as operators with layout 0 have it.</summary>
internal sealed class GraphWriter
{
    private const string Steps = "steps", Batch = "batch", Result = "output";

    private readonly NamedModel _model;
    private readonly bool _activate;
    private readonly ModelShape _shape;
    private readonly CellOperator _operator;
    private readonly int _directions;
    private readonly OnnxFile _file = new();

    private GraphWriter(NamedModel model, bool activate)
    {
        (_model, _activate, _shape) = (model, activate, model.Shape);
        _operator = CellOperator.Of(_shape);
        _directions = _shape.Direction == Direction.Both ? 2 : 1;
    }

    /// <summary>The graph of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="activate">Whether softmax or sigmoid is part of it.</param>
    /// <exception cref="NotSupportedException">ONNX has no operator for the cell.</exception>
    public static OnnxFile Write(NamedModel model, bool activate)
    {
        var writer = new GraphWriter(model, activate);
        writer.Write();
        return writer._file;
    }

    private void Write()
    {
        string value = WriteInput();
        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            value = WriteLayer(layer, value);
        }

        WriteHead(value);
        _file.Nodes[^1] = _file.Nodes[^1] with { Outputs = [Result] };
        string width = $"{(_shape.Head == Head.None ? _directions * _shape.Hidden : _shape.Outputs)}";
        _file.Outputs.Insert(0, new(Result, OnnxTensor.Float32, _shape.Readout == Readout.Last ? [Batch, width] : [Steps, Batch, width]));
        foreach ((string key, string text) in ModelMetadata.Of(_shape, _model.Description).Where(entry => entry.Key != "format"))
        {
            _file.Metadata.Add(key, text);
        }
    }

    /// <summary>Tokens gather their learned vectors, or their rows of W; vectors come as they are.</summary>
    private string WriteInput()
    {
        if (_shape.Inputs > 0)
        {
            _file.Inputs.Add(new("x", OnnxTensor.Float32, [Steps, Batch, $"{_shape.Inputs}"]));
            return WriteNormalizer();
        }

        _file.Inputs.Add(new("tokens", OnnxTensor.Int64, [Steps, Batch]));
        float[] rows = _shape.Embedding > 0
            ? _model.Tensors[NamedModel.EmbeddingWeight]
            : WeightOrder.Transpose(Stacked("weight_ih", 0), _directions * Gates * _shape.HiddenSizes[0]);
        AddNumbers("rows", rows, _shape.Embedding > 0 ? null : Scales("weight_ih", 0), 1, _shape.Vocabulary, rows.Length / _shape.Vocabulary);
        return Add("Gather", "input", ["rows", "tokens"], ["vectors"]);
    }

    /// <summary>The first nodes of a model with a normaliser: numbers in the units of the data go in.</summary>
    private string WriteNormalizer()
    {
        if (_model.Description.Normalizer is not { InputMean.IsEmpty: false } normalizer)
        {
            return "x";
        }

        _file.Add(OnnxTensor.Of("input_mean", normalizer.InputMean.ToArray(), _shape.Inputs));
        _file.Add(OnnxTensor.Of("input_scale", normalizer.InputScale.ToArray(), _shape.Inputs));
        string centred = Add("Sub", "input_centre", ["x", "input_mean"], ["centred"]);
        return Add("Div", "input_scaling", [centred, "input_scale"], ["scaled"]);
    }

    private string WriteLayer(int layer, string value)
    {
        int hidden = _shape.HiddenSizes[layer], rows = Gates * hidden;
        bool gathered = layer == 0 && _shape.Inputs == 0 && _shape.Embedding == 0;
        float[] input = gathered ? WeightOrder.Selection(_directions, rows) : Stacked("weight_ih", layer);
        string w = $"W_l{layer}", r = $"R_l{layer}", b = $"B_l{layer}", y = $"y_l{layer}";
        AddMatrices(w, input, gathered ? Ones("weight_ih", 0) : Scales("weight_ih", layer), rows);
        AddMatrices(r, Stacked("weight_hh", layer), Scales("weight_hh", layer), rows);
        _file.Add(OnnxTensor.Of(b, Biases(layer), _directions, 2 * rows));

        string[] states = _operator.HasCellState ? ["h", "c"] : ["h"];
        List<string> inputs = [value, w, r, b], outputs = [y, .. states.Select(s => $"next_{s}_l{layer}")];
        if (_shape.Direction == Direction.Forward)
        {
            inputs.Add("");
            foreach (string state in states)
            {
                inputs.Add($"state_{state}_l{layer}");
                _file.Inputs.Add(new(inputs[^1], OnnxTensor.Float32, ["1", Batch, $"{hidden}"]));
                _file.Outputs.Add(new($"next_{state}_l{layer}", OnnxTensor.Float32, ["1", Batch, $"{hidden}"]));
            }
        }

        Add(_operator.Name, $"layer_{layer}", inputs, outputs, [.. Settings(hidden)]);
        return layer == _shape.Layers - 1 && _shape.Readout == Readout.Last
            ? SideBySide(layer, outputs[1], [1, 0, 2], [0, -1])
            : SideBySide(layer, y, [0, 2, 1, 3], [0, 0, -1]);
    }

    /// <summary>Brings the directions of a layer behind time and batch, and joins them.</summary>
    private string SideBySide(int layer, string value, long[] order, long[] size)
    {
        string name = $"size_l{layer}";
        _file.Add(OnnxTensor.Of(name, size));
        string ordered = Add("Transpose", $"order_{layer}", [value], [$"ordered_l{layer}"], [new("perm") { Integers = order }]);
        return Add("Reshape", $"join_{layer}", [ordered, name], [$"joined_l{layer}"]);
    }

    private void WriteHead(string value)
    {
        if (_shape.Head == Head.None)
        {
            return;
        }

        float[] weights = WeightOrder.Transpose(_model.Tensors[NamedModel.HeadWeight], _shape.Outputs);
        AddNumbers(NamedModel.HeadWeight, weights, _model.Scales.GetValueOrDefault(NamedModel.HeadWeight), 1, _directions * _shape.Hidden, _shape.Outputs);
        _file.Add(OnnxTensor.Of(NamedModel.HeadBias, _model.Tensors[NamedModel.HeadBias], _shape.Outputs));
        value = Add("MatMul", "head", [value, NamedModel.HeadWeight], ["products"]);
        value = Add("Add", "head_bias", [value, NamedModel.HeadBias], ["sums"]);
        if (_activate && _shape.Head is Head.Softmax)
        {
            Add("Softmax", "probabilities", [value], [Result], [new("axis") { Integer = -1 }]);
        }
        else if (_activate && _shape.Head is Head.Sigmoid)
        {
            Add("Sigmoid", "probabilities", [value], [Result]);
        }
        else if (_model.Description.Normalizer is { OutputMean.IsEmpty: false } normalizer)
        {
            _file.Add(OnnxTensor.Of("output_scale", normalizer.OutputScale.ToArray(), _shape.Outputs));
            _file.Add(OnnxTensor.Of("output_mean", normalizer.OutputMean.ToArray(), _shape.Outputs));
            value = Add("Mul", "output_scaling", [value, "output_scale"], ["unscaled"]);
            Add("Add", "output_centre", [value, "output_mean"], [Result]);
        }
    }

    private IEnumerable<OnnxAttribute> Settings(int hidden)
    {
        yield return new("hidden_size") { Integer = hidden };
        yield return new("direction") { Text = _directions == 2 ? "bidirectional" : "forward" };
        yield return new("activations") { Texts = [.. Enumerable.Repeat(_operator.Activations, _directions).SelectMany(names => names)] };
        if (_operator.ResetAfter)
        {
            yield return new("linear_before_reset") { Integer = 1 };
        }
    }

    private int Gates => _operator.Gates.Length;

    /// <summary>The matrices of all directions, a scale for every row of all of them.</summary>
    private void AddMatrices(string name, float[] values, float[]? scales, int rows)
    {
        long columns = values.Length / _directions / rows;
        if (scales is null)
        {
            _file.Add(OnnxTensor.Of(name, values, _directions, rows, columns));
            return;
        }

        // Scales lie along one axis, so the directions are told apart behind them.
        string stacked = $"{name}_rows", size = $"{name}_size";
        AddNumbers(stacked, values, scales, 0, _directions * rows, columns);
        _file.Add(OnnxTensor.Of(size, _directions, rows, columns));
        Add("Reshape", $"{name}_directions", [stacked, size], [name]);
    }

    /// <summary>Constant numbers; those that have scales as whole numbers of 8 bits and a node that multiplies.</summary>
    private void AddNumbers(string name, float[] values, float[]? scales, int axis, params long[] size)
    {
        if (scales is null)
        {
            _file.Add(OnnxTensor.Of(name, values, size));
            return;
        }

        int inner = axis == 0 ? (int)size[1] : 1;
        sbyte[] whole = new sbyte[values.Length];
        for (int i = 0; i < whole.Length; i++)
        {
            whole[i] = (sbyte)Math.Round(values[i] / (double)scales[i / inner % scales.Length]);
        }

        string quantized = $"{name}_quantized", scale = $"{name}_scale";
        _file.Add(OnnxTensor.Of(quantized, whole, size));
        _file.Add(OnnxTensor.Of(scale, scales, scales.Length));
        Add("DequantizeLinear", $"{name}_dequantization", [quantized, scale], [name], [new("axis") { Integer = axis }]);
    }

    /// <summary>The scales of the rows of a layer's tensor, as <see cref="Stacked"/> has them; null where it is one of floats.</summary>
    private float[]? Scales(string tensor, int layer) => !_model.Scales.ContainsKey(NamedModel.NameOf(tensor, layer, 0)) ? null
        : [.. Enumerable.Range(0, _directions).SelectMany(direction => WeightOrder.ToOnnx(_model.Scales[NamedModel.NameOf(tensor, layer, direction)], _operator.Gates))];

    /// <summary>A scale of 1 for each of them: zeros and ones are whole numbers.</summary>
    private float[]? Ones(string tensor, int layer) => Scales(tensor, layer)?.Select(_ => 1f).ToArray();

    /// <summary>A tensor of a layer, direction by direction, the gates in the order of ONNX.</summary>
    private float[] Stacked(string tensor, int layer) =>
        [.. Enumerable.Range(0, _directions).SelectMany(direction => Reordered(tensor, layer, direction))];

    /// <summary>Both biases of a layer, direction by direction.</summary>
    private float[] Biases(int layer) =>
        [.. Enumerable.Range(0, _directions).SelectMany(direction => Reordered("bias_ih", layer, direction).Concat(Reordered("bias_hh", layer, direction)))];

    private float[] Reordered(string tensor, int layer, int direction) =>
        WeightOrder.ToOnnx(_model.Tensors[NamedModel.NameOf(tensor, layer, direction)], _operator.Gates);

    private string Add(string type, string name, IReadOnlyList<string> inputs, List<string> outputs, IReadOnlyList<OnnxAttribute>? attributes = null)
    {
        _file.Nodes.Add(new(type, name, inputs, outputs, attributes ?? []));
        return outputs[0];
    }
}
