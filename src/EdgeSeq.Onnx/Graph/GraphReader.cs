using System.Globalization;
using EdgeSeq.Models;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Graph;

/// <summary>
/// Reads a graph that is a model: an optional Gather, recurrent layers, an optional output layer, nothing else. It walks the
/// nodes in their order and stops at the first that does not fit.
/// </summary>
internal sealed class GraphReader
{
    private readonly OnnxFile _file;
    private readonly ConstantFolder _folder;
    private readonly GraphCursor _cursor;
    private readonly Dictionary<string, float[]> _tensors = new(StringComparer.Ordinal);
    private readonly List<RecurrentLayer> _layers = [];
    private Readout _readout = Readout.Every;
    private HeadContent? _head;
    private NormalizerContent _inputs, _outputs;
    private int _vocabulary, _embedding;
    private string _input = "";

    private GraphReader(OnnxFile file, Dequantized dequantized)
    {
        _file = file;
        _folder = new(file, MainPath.Of(file), dequantized);
        _cursor = new(file, StateNodes.Remove(file, _folder.Nodes));
    }

    /// <summary>Reads a graph.</summary>
    /// <param name="file">The file; what is constant in it is computed and added to its constants.</param>
    /// <param name="dequantized">What stands for whole numbers that are multiplied by scales.</param>
    /// <exception cref="ModelFormatException">A node does not fit; it is named.</exception>
    public static GraphContent Read(OnnxFile file, Dequantized dequantized = Dequantized.Product)
    {
        var reader = new GraphReader(file, dequantized);
        reader.Read();
        return new(reader.Model(), reader._head?.Activation, reader.Ports(), reader._layers[0].Recurrent.Type);
    }

    private void Read()
    {
        FloatNumbers? rows = ReadInput();
        _inputs = NormalizerReader.ReadInputs(_cursor);
        _cursor.TakeSwaps(1, 0, 2);
        do
        {
            ReadLayer(_cursor.Take("RNN, GRU or LSTM", RecurrentReader.IsRecurrent), rows);
            rows = null;
        }
        while (_cursor.TryPeek(out OnnxNode? next) && RecurrentReader.IsRecurrent(next));

        _head = HeadReader.Read(_cursor, _layers[^1].Width, _readout);
        if (_head is not null)
        {
            _tensors.Add(NamedModel.HeadWeight, _head.Weights);
            _tensors.Add(NamedModel.HeadBias, _head.Bias);
        }

        _outputs = _head is { Activation: null } ? NormalizerReader.ReadOutputs(_cursor, _head.Outputs) : new([], []);

        if (_readout == Readout.Every)
        {
            _cursor.TakeSwaps(1, 0, 2);
        }

        if (_cursor.TryPeek(out OnnxNode? rest))
        {
            throw rest.Unfit("the model ends before it");
        }

        if (_folder.OutputOf(_cursor.Value) is null)
        {
            throw new ModelFormatException($"{JsonFields.Quote(_cursor.Value)}, what the last node computes, is no output of the graph.");
        }
    }

    /// <summary>Tokens: the rows that they gather; null for vectors.</summary>
    private FloatNumbers? ReadInput()
    {
        if (!_cursor.TryPeek(out OnnxNode? first))
        {
            return null;
        }

        _cursor.Value = _input = first.Input(first.Is("Gather") ? 1 : 0);
        if (!_file.InputNames.Contains(_input))
        {
            throw first.Unfit($"{JsonFields.Quote(_input)} is no input of the graph");
        }

        if (!_cursor.TakeSwaps(1, 0) && !first.Is("Gather"))
        {
            return null;
        }

        OnnxNode node = _cursor.Take("Gather", n => n.Operator == "Gather" && n.Input(1) == _cursor.Value);
        node.RequireOnly("axis");
        if (node.Integer("axis", 0) != 0)
        {
            throw node.Unfit("axis must be 0");
        }

        OnnxTensor table = _file.Constant(node, 0, "its data");
        FloatNumbers rows = table.Dimensions is [long count and > 0, long size and > 0] ? table.Floats(node, count, size) : throw node.Unfit($"its data have the shape {table.Size}");
        (_vocabulary, _embedding, _cursor.Value) = ((int)table.Dimensions[0], (int)table.Dimensions[1], node.Output(0));
        return rows;
    }

    private void ReadLayer(OnnxNode node, FloatNumbers? rows)
    {
        RecurrentLayer layer = RecurrentReader.Read(_file, node);
        if (_layers.Count > 0 && (layer.Operator != _layers[0].Operator || layer.Directions != _layers[0].Directions))
        {
            throw node.Unfit("all layers must have one cell and the same directions");
        }

        if (node.Input(0) != _cursor.Value || _readout == Readout.Last)
        {
            throw node.Unfit($"it reads {JsonFields.Quote(node.Input(0))}; expected {(_readout == Readout.Last ? "every step" : JsonFields.Quote(_cursor.Value))}");
        }

        _cursor.RequireLayout(node, layer.IsBatchFirst);
        RequireWholeRows(node);
        int width = rows is not null ? _embedding : _layers.Count > 0 ? _layers[^1].Width : layer.Inputs;
        if (layer.Inputs != width)
        {
            throw node.Unfit($"it reads {layer.Inputs} numbers a step; {width} come in");
        }

        bool gathersWeights = rows is not null && WeightOrder.IsSelection(layer.Input, layer.Directions, layer.Rows);
        if (rows is { } vectors && !gathersWeights)
        {
            _tensors.Add(NamedModel.EmbeddingWeight, vectors.ToArray());
        }

        for (int direction = 0; direction < layer.Directions; direction++)
        {
            _tensors.Add(NameOf("weight_ih"), gathersWeights
                ? WeightOrder.FromGathered(rows!.Value, _vocabulary, direction * layer.Rows, layer.Hidden, layer.Operator.Gates)
                : FromOnnx(layer.Input, direction, layer.Rows * layer.Inputs));
            _tensors.Add(NameOf("weight_hh"), FromOnnx(layer.Recurrent, direction, layer.Rows * layer.Hidden));
            _tensors.Add(NameOf("bias_ih"), FromOnnx(layer.Bias, 2 * direction, layer.Rows));
            _tensors.Add(NameOf("bias_hh"), FromOnnx(layer.Bias, (2 * direction) + 1, layer.Rows));

            string NameOf(string tensor) => NamedModel.NameOf(tensor, _layers.Count, direction);
        }

        _embedding = gathersWeights ? 0 : _embedding;
        _layers.Add(layer);
        _readout = JoinReader.Read(_cursor, layer, _layers.Count);

        float[] FromOnnx(FloatNumbers values, int part, int length) => WeightOrder.FromOnnx(values.Slice(part * length, length), layer.Operator.Gates);
    }

    /// <summary>Requires the lengths of rows, where a node reads some, to be all steps.</summary>
    private void RequireWholeRows(OnnxNode node)
    {
        string name = node.Input(RecurrentReader.LengthsInput);
        int time = _cursor.IsInputBatchFirst == true ? 1 : 0;
        bool areWhole = name.Length == 0 || (_file.Lengths.TryGetValue(name, out InputLength? length) && length == new InputLength(_input, time))
            || (_file.Tensors.TryGetValue(name, out OnnxTensor? lengths) && StepsOfInput(time) is { } steps && !lengths.Integers(node).AsSpan().ContainsAnyExcept(steps));
        if (!areWhole)
        {
            throw node.Unfit("it has lengths of sequences");
        }
    }

    /// <summary>The steps that the graph says its input has; null if they are free.</summary>
    private long? StepsOfInput(int time) =>
        _file.Inputs.Find(input => input.Name == _input) is { } input && time < input.Dimensions.Count && long.TryParse(input.Dimensions[time], CultureInfo.InvariantCulture, out long steps) ? steps : null;

    private NamedModel Model()
    {
        RecurrentLayer first = _layers[0];
        Head head = _head is null ? Head.None : _outputs.Mean.Length > 0 ? Head.Linear : _head.Activation ?? (_head.Outputs == _vocabulary ? Head.Softmax : Head.Linear);
        if (_head is { Activation: null } && _outputs.Mean.Length == 0 && _file.Metadata.TryGetValue(SafetensorsFormat.HeadKey, out string? said) && Enum.TryParse(said, out Head named) && Enum.IsDefined(named))
        {
            head = named;
        }

        var shape = new ModelShape("The file", first.Operator.Cell, [.. _layers.Select(layer => layer.Hidden)], [], [])
        {
            Vocabulary = _vocabulary,
            Inputs = _vocabulary > 0 ? 0 : first.Inputs,
            Embedding = _embedding,
            Head = head,
            Outputs = _head?.Outputs ?? 0,
            Readout = _readout,
            Direction = first.Directions == 2 ? Direction.Both : Direction.Forward,
            StateBits = ModelMetadata.StateBitsOf(_file.Metadata),
        };
        return new(shape, _tensors, Description(shape));
    }

    /// <summary>What the metadata say; but the normaliser is what the nodes compute.</summary>
    private ModelDescription Description(ModelShape shape)
    {
        var description = new ModelDescription(shape);
        DescriptionTexts.Read(_file.Metadata, shape, description);
        MissingInputs missing = description.Normalizer?.Missing ?? MissingInputs.Reject;
        try
        {
            description.Normalizer = _inputs.Mean.Length + _outputs.Mean.Length == 0 ? null
                : new(_inputs.Mean, _inputs.Scale, _outputs.Mean, _outputs.Scale) { Missing = missing };
            return description;
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"The graph's normaliser cannot be used. {e.Message}", e);
        }
    }

    private GraphPorts Ports()
    {
        List<StatePorts> states = [];
        for (int layer = 0; layer < _layers.Count; layer++)
        {
            Add("h", RecurrentReader.FirstStateInput, 1);
            if (_layers[layer].Operator.HasCellState)
            {
                Add("c", RecurrentReader.SecondStateInput, 2);
            }

            void Add(string name, int input, int output)
            {
                OnnxNode node = _layers[layer].Node;
                states.Add(new(
                    name, layer, _file.InputNames.Contains(node.Input(input)) ? node.Input(input) : null, _folder.OutputOf(node.Output(output))));
            }
        }

        return new(_input, _cursor.IsInputBatchFirst == true, _folder.OutputOf(_cursor.Value)!, _cursor.IsBatchFirst, states);
    }
}
