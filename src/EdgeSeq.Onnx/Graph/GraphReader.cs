using EdgeSeq.Onnx.Messages;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Graph;

/// <summary>
/// Reads a graph that is a model: an optional Gather, recurrent layers, an optional output layer, nothing else. It walks the
/// nodes in their order and stops at the first that does not fit.
/// </summary>
internal sealed class GraphReader
{
    private readonly OnnxFile _file;
    private readonly Queue<OnnxNode> _nodes;
    private readonly Dictionary<string, float[]> _tensors = new(StringComparer.Ordinal);
    private readonly List<RecurrentLayer> _layers = [];
    private Readout _readout = Readout.Every;
    private Head? _activation;
    private int _vocabulary, _embedding, _outputs;
    private string _value = "";

    private GraphReader(OnnxFile file)
    {
        _file = file;
        foreach (OnnxNode constant in file.Nodes.Where(IsConstant))
        {
            OnnxTensor tensor = constant.Find("value")?.Tensor ?? throw constant.Unfit("it has no tensor as its value");
            file.Add(tensor with { Name = constant.Output(0) });
        }

        _nodes = new(StateNodes.Remove(file, [.. file.Nodes.Where(node => !IsConstant(node))]));
    }

    /// <summary>Reads a graph.</summary>
    /// <exception cref="ModelFormatException">A node does not fit; it is named.</exception>
    public static GraphContent Read(OnnxFile file)
    {
        var reader = new GraphReader(file);
        reader.Read();
        return new(reader.Model(), reader._activation);
    }

    private static bool IsConstant(OnnxNode node) => node is { Operator: "Constant", Domain: "" or "ai.onnx" };

    private void Read()
    {
        float[]? rows = ReadGather();
        do
        {
            ReadLayer(Take("RNN, GRU or LSTM", RecurrentReader.IsRecurrent), rows);
            rows = null;
        }
        while (_nodes.TryPeek(out OnnxNode? next) && RecurrentReader.IsRecurrent(next));

        if (_nodes.TryPeek(out OnnxNode? product) && product.Operator == "MatMul")
        {
            ReadHead();
        }

        if (_nodes.TryPeek(out OnnxNode? rest))
        {
            throw rest.Unfit("the model ends before it");
        }

        if (!_file.OutputNames.Contains(_value))
        {
            throw new ModelFormatException($"{JsonFields.Quote(_value)}, what the last node computes, is no output of the graph.");
        }
    }

    /// <summary>Tokens: the rows that they gather; null for vectors.</summary>
    private float[]? ReadGather()
    {
        if (!_nodes.TryPeek(out OnnxNode? node) || node.Operator != "Gather")
        {
            _value = node?.Input(0) ?? "";
            RequireInput(node, _value);
            return null;
        }

        Take("Gather", n => n.Operator == "Gather");
        node.RequireOnly("axis");
        if (node.Integer("axis", 0) != 0)
        {
            throw node.Unfit("axis must be 0");
        }

        RequireInput(node, node.Input(1));
        OnnxTensor table = _file.Constant(node, 0, "its data");
        float[] rows = table.Dimensions is [long count, long size] ? table.Floats($"{node}", count, size) : throw node.Unfit($"its data have the shape {table.Size}");
        (_vocabulary, _embedding, _value) = ((int)table.Dimensions[0], (int)table.Dimensions[1], node.Output(0));
        return rows;
    }

    private void ReadLayer(OnnxNode node, float[]? rows)
    {
        RecurrentLayer layer = RecurrentReader.Read(_file, node);
        if (_layers.Count > 0 && (layer.Operator != _layers[0].Operator || layer.Directions != _layers[0].Directions))
        {
            throw node.Unfit("all layers must have one cell and the same directions");
        }

        if (node.Input(0) != _value || _readout == Readout.Last)
        {
            throw node.Unfit($"it reads {JsonFields.Quote(node.Input(0))}; expected {(_readout == Readout.Last ? "every step" : JsonFields.Quote(_value))}");
        }

        int width = rows is not null ? _embedding : _layers.Count > 0 ? _layers[^1].Directions * _layers[^1].Hidden : layer.Inputs;
        if (layer.Inputs != width)
        {
            throw node.Unfit($"it reads {layer.Inputs} numbers a step; {width} come in");
        }

        bool gathersWeights = rows is not null && WeightOrder.IsSelection(layer.Input, layer.Directions, layer.Rows);
        if (rows is not null && !gathersWeights)
        {
            _tensors.Add(NamedModel.EmbeddingWeight, rows);
        }

        for (int direction = 0; direction < layer.Directions; direction++)
        {
            float[] weights = gathersWeights
                ? WeightOrder.Columns(rows, _vocabulary, direction * layer.Rows, layer.Rows)
                : PartOf(layer.Input, direction, layer.Rows * layer.Inputs);
            Put("weight_ih", direction, weights);
            Put("weight_hh", direction, PartOf(layer.Recurrent, direction, layer.Rows * layer.Hidden));
            Put("bias_ih", direction, PartOf(layer.Bias, 2 * direction, layer.Rows));
            Put("bias_hh", direction, PartOf(layer.Bias, (2 * direction) + 1, layer.Rows));
        }

        _embedding = gathersWeights ? 0 : _embedding;
        _layers.Add(layer);
        ReadJoin(layer);

        void Put(string tensor, int direction, float[] values) =>
            _tensors.Add(NamedModel.NameOf(tensor, _layers.Count, direction), WeightOrder.FromOnnx(values, layer.Operator.Gates));
    }

    /// <summary>What removes the axis of directions behind a layer: Squeeze of one direction, or Transpose and Reshape.</summary>
    private void ReadJoin(RecurrentLayer layer)
    {
        OnnxNode node = Take("Transpose or Squeeze", n => n.Operator is "Transpose" or "Squeeze");
        _readout = node.Input(0) == layer.Node.Output(0) ? Readout.Every
            : node.Input(0) == layer.Node.Output(1) ? Readout.Last
            : throw node.Unfit($"it does not read the outputs of {layer.Node}");
        bool every = _readout == Readout.Every;
        if (node.Operator == "Squeeze")
        {
            node.RequireOnly("axes");
            IReadOnlyList<long> axes = node.Find("axes")?.Integers ?? _file.Constant(node, 1, "axes").Integers($"{node}");
            if (layer.Directions != 1 || !axes.SequenceEqual([every ? 1 : 0]))
            {
                throw node.Unfit("it must remove the axis of the only direction");
            }

            _value = node.Output(0);
            return;
        }

        node.RequireOnly("perm");
        if (node.Find("perm")?.Integers is not { } order || !order.SequenceEqual(every ? [0, 2, 1, 3] : new long[] { 1, 0, 2 }))
        {
            throw node.Unfit("it must bring the axis of directions behind that of the batch");
        }

        OnnxNode reshape = Take("Reshape", n => n.Operator == "Reshape" && n.Input(0) == node.Output(0));
        reshape.RequireOnly("allowzero");
        long[] size = _file.Constant(reshape, 1, "its shape").Integers($"{reshape}");
        long width = layer.Directions * layer.Hidden;
        if (reshape.Integer("allowzero", 0) != 0 || size.Length != (every ? 3 : 2) || size[..^1].Any(s => s != 0) || (size[^1] != -1 && size[^1] != width))
        {
            throw reshape.Unfit($"its shape must be {(every ? "[0, 0, -1]" : "[0, -1]")}");
        }

        _value = reshape.Output(0);
    }

    private void ReadHead()
    {
        int width = _layers[^1].Directions * _layers[^1].Hidden;
        OnnxNode product = Take("MatMul", n => n.Operator == "MatMul" && n.Input(0) == _value);
        OnnxTensor weights = _file.Constant(product, 1, "its weights");
        long outputs = weights.Dimensions is [_, long columns] ? columns : throw product.Unfit($"its weights have the shape {weights.Size}");
        _tensors.Add(NamedModel.HeadWeight, WeightOrder.Transpose(weights.Floats($"{product}", width, outputs), width));
        _outputs = (int)outputs;

        OnnxNode sum = Take("Add", n => n.Operator == "Add" && n.Inputs.Contains(product.Output(0)));
        int bias = sum.Input(0) == product.Output(0) ? 1 : 0;
        _tensors.Add(NamedModel.HeadBias, _file.Constant(sum, bias, "its bias").Floats($"{sum}", outputs));
        _value = sum.Output(0);
        if (_nodes.TryPeek(out OnnxNode? last) && last.Operator is "Softmax" or "Sigmoid" && last.Input(0) == _value)
        {
            Take(last.Operator, _ => true).RequireOnly("axis");
            if (last.Operator == "Softmax" && last.Find("axis")?.Integer != -1)
            {
                throw last.Unfit("axis must be -1");
            }

            _activation = last.Operator == "Softmax" ? Head.Softmax : Head.Sigmoid;
            _value = last.Output(0);
        }
    }

    private OnnxNode Take(string expected, Predicate<OnnxNode> fits)
    {
        if (!_nodes.TryDequeue(out OnnxNode? node))
        {
            throw new ModelFormatException($"The graph ends where {expected} is expected.");
        }

        return node.Domain is "" or "ai.onnx" && fits(node) ? node : throw node.Unfit($"expected {expected} on what comes before");
    }

    private void RequireInput(OnnxNode? node, string value)
    {
        if (node is not null && !_file.InputNames.Contains(value))
        {
            throw node.Unfit($"{JsonFields.Quote(value)} is no input of the graph");
        }
    }

    private NamedModel Model()
    {
        RecurrentLayer first = _layers[0];
        Head head = _outputs == 0 ? Head.None : _activation ?? (_outputs == _vocabulary ? Head.Softmax : Head.Linear);
        if (_outputs > 0 && _file.Metadata.TryGetValue(SafetensorsFormat.HeadKey, out string? said) && Enum.TryParse(said, out Head named) && Enum.IsDefined(named))
        {
            head = _activation ?? named;
        }

        var shape = new ModelShape("The file", first.Operator.Cell, [.. _layers.Select(layer => layer.Hidden)], [], [])
        {
            Vocabulary = _vocabulary,
            Inputs = _vocabulary > 0 ? 0 : first.Inputs,
            Embedding = _embedding,
            Head = head,
            Outputs = _outputs,
            Readout = _readout,
            Direction = first.Directions == 2 ? Direction.Both : Direction.Forward,
        };
        return new(shape, _tensors, _vocabulary > 0 ? ModelMetadata.VocabularyOf(_file.Metadata, shape) : null);
    }

    private static float[] PartOf(float[] values, int part, int length) => values[(part * length)..((part + 1) * length)];
}
