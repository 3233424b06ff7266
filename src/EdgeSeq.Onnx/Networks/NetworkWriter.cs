using EdgeSeq.Generators.Equations;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Networks;

/// <summary>Turns a network into an ONNX graph, row by row. Time is the first axis, the batch the second, numbers the last.</summary>
internal sealed partial class NetworkWriter : PointwiseWriter
{
    private const string Steps = GraphWriter.Steps, Batch = GraphWriter.Batch;

    private readonly NamedModel _model;
    private readonly NetworkText _text;
    private readonly NodeNames _names;
    private readonly Dictionary<string, GraphTensor> _tensors;
    private readonly Dictionary<string, GraphValue> _values = new(StringComparer.Ordinal);
    private readonly OnnxFile _file;
    private readonly bool _streams;
    private readonly List<OnnxValue> _lastStates = [];

    private NetworkWriter(NamedModel model, NetworkText text, OnnxFile file) : base(new GraphBuilder(file), text.Functions)
    {
        (_model, _text, _file, _names, _streams) = (model, text, file, new(text), !text.ReadsBoth);
        _tensors = CanonicalTensors.Of(model.Shape).ToDictionary(
            tensor => tensor.Name, tensor => new GraphTensor(model.Tensors[tensor.Name], [.. tensor.Dimensions.Select(size => (long)size)]), StringComparer.Ordinal);
    }

    /// <summary>The graph of a model.</summary>
    /// <param name="model">The model, whose shape is a network.</param>
    /// <param name="activate">Whether softmax or sigmoid of its outputs is part of it.</param>
    /// <exception cref="NotSupportedException">ONNX has no operator for a part of it.</exception>
    public static OnnxFile Write(NamedModel model, bool activate)
    {
        var file = new OnnxFile { Operators = OnnxFile.NetworkOperators };
        new NetworkWriter(model, new(model.Shape.Network), file).Write(activate);
        foreach ((string key, string text) in ModelMetadata.Of(model.Shape, model.Description).Where(entry => entry.Key != "format"))
        {
            file.Metadata.Add(key, text);
        }

        return file;
    }

    private void Write(bool activate)
    {
        foreach (Equation row in _text.Rows)
        {
            Graph.Unique(row.Target);
        }

        bool isTokens = _model.Shape.Vocabulary > 0;
        string input = Graph.Unique(isTokens ? "tokens" : "x"), label = Graph.Label("in", "input_mean", "input_scale", "centred", "scaled");
        _file.Inputs.Add(isTokens ? new(input, OnnxTensor.Int64, [Steps, Batch]) : new(input, OnnxTensor.Float32, [Steps, Batch, $"{_model.Shape.Inputs}"]));
        _values.Add("x", new(NormalizerWriter.Inputs(_file, _model.Description.Normalizer, input, $"_{label}")));
        foreach (Equation row in _text.Rows)
        {
            int before = Graph.Count;
            GraphValue value = _text.Output(row) is { } output ? Output(row, output.Value, output.IsLast, output.Head, activate) : Write(row.Value, row.Target);
            Graph.Rename(Whole(value, ""), row.Target, before);
            _values.Add(row.Target, new(row.Target));
        }

        foreach (OutputInfo part in _model.Shape.OutputParts)
        {
            _file.Outputs.Add(new(part.Name, OnnxTensor.Float32, _model.Shape.Readout == Readout.Last ? [Batch, $"{part.Size}"] : [Steps, Batch, $"{part.Size}"]));
        }

        // Behind what the model answers, wherever layers have put theirs.
        OnnxValue[] states = [.. _file.Outputs.Where(value => _model.Shape.OutputParts.All(part => part.Name != value.Name)), .. _lastStates];
        _file.Outputs.RemoveAll(states.Contains);
        _file.Outputs.AddRange(states);
    }

    private GraphValue Output(Equation row, Expression value, bool isLast, Head head, bool activate)
    {
        OutputInfo part = _model.Shape.FindOutput(row.Target);
        string name = Whole(Write(value, $"{row.Target}_sums"), "");
        if (isLast)
        {
            name = Last(name, row.Target);
        }

        return new(head switch
        {
            Head.Softmax when activate => Graph.Add("Softmax", $"{row.Target}_softmax", [name], new OnnxAttribute("axis") { Integer = -1 }),
            Head.Sigmoid when activate => Graph.Add("Sigmoid", $"{row.Target}_sigmoid", [name]),
            Head.Linear when _model.Description.Normalizer is { OutputMean.IsEmpty: false } normalizer =>
                NormalizerWriter.Outputs(_file, normalizer, name, part.Offset, part.Size, $"_{Graph.Label(row.Target, "output_scale", "output_mean", "unscaled", "units")}"),
            _ => name,
        });
    }

    protected override GraphValue Named(string name) => _values.TryGetValue(name, out GraphValue value) ? value : Constant(_text.Constants[name]);

    protected override GraphValue Product(MatrixProduct product, string name) => throw new NotSupportedException($"{product} has no counterpart in ONNX.");

    private string Last(string value, string name) => Graph.Add("Gather", $"{name}_last", [value, LastIndex()], new OnnxAttribute("axis") { Integer = 0 });

    /// <summary>The place of the last step, a single number.</summary>
    private string LastIndex()
    {
        const string Name = "last_step";
        if (!_file.Tensors.ContainsKey(Name))
        {
            Graph.Unique(Name);
            _file.Add(OnnxTensor.Of(Name, -1L) with { Dimensions = [] });
        }

        return Name;
    }

    private GraphTensor Tensor(string name) => _tensors.GetValueOrDefault(name)
        ?? throw new NotSupportedException($"The file has no tensor {name}; write what computes it on a row of its own.");
}
