using EdgeSeq.Onnx.Messages;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Graph;

/// <summary>Turns a model into an ONNX graph. Time is the first axis, the batch the second, as operators with layout 0 have it.</summary>
internal sealed class GraphWriter
{
    /// <summary>What the free axes are called.</summary>
    public const string Steps = "steps", Batch = "batch";

    private const string Result = "output";

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
            return NormalizerWriter.Inputs(_file, _model.Description.Normalizer, "x", "");
        }

        _file.Inputs.Add(new("tokens", OnnxTensor.Int64, [Steps, Batch]));
        if (_shape.Embedding == 0)
        {
            return Layer(0).Gather("tokens", "rows", "input", "vectors");
        }

        float[] rows = _model.Tensors[NamedModel.EmbeddingWeight];
        ConstantWriter.Add(_file, "rows", rows, null, 1, _shape.Vocabulary, rows.Length / _shape.Vocabulary);
        return Add("Gather", "input", ["rows", "tokens"], ["vectors"]);
    }

    private LayerWriter Layer(int layer) => new(_file, _model, _operator, new(CanonicalTensors.RecurrentModule, layer, $"l{layer}", $"layer_{layer}", $"{layer}", _shape.HiddenSizes[layer], _directions));

    private string WriteLayer(int layer, string value)
    {
        LayerWriter writer = Layer(layer);
        bool isGathered = layer == 0 && _shape.Inputs == 0 && _shape.Embedding == 0;
        return writer.Write(value, isGathered, streams: _shape.Direction == Direction.Forward, isLast: layer == _shape.Layers - 1 && _shape.Readout == Readout.Last);
    }

    private void WriteHead(string value)
    {
        if (_shape.Head == Head.None)
        {
            return;
        }

        float[] weights = WeightOrder.Transpose(_model.Tensors[NamedModel.HeadWeight], _shape.Outputs);
        ConstantWriter.Add(_file, NamedModel.HeadWeight, weights, _model.Scales.GetValueOrDefault(NamedModel.HeadWeight), 1, _directions * _shape.Hidden, _shape.Outputs);
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
            NormalizerWriter.Outputs(_file, normalizer, value, 0, _shape.Outputs, "");
        }
    }

    private string Add(string type, string name, IReadOnlyList<string> inputs, List<string> outputs, IReadOnlyList<OnnxAttribute>? attributes = null)
    {
        _file.Nodes.Add(new(type, name, inputs, outputs, attributes ?? []));
        return outputs[0];
    }
}
