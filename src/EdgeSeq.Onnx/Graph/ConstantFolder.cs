using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>
/// Computes what a graph computes of constants only, and passes over nodes that change nothing, so that the reader meets the same graph
/// whether an exporter folded constants or not.
/// </summary>
internal sealed class ConstantFolder
{
    private readonly OnnxFile _file;
    private readonly ConstantOperators _operators;
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal), _outputs = new(StringComparer.Ordinal);

    /// <summary>Folds constants into those of the file.</summary>
    /// <param name="file">The file; what is computed is added to its constants.</param>
    /// <param name="nodes">Nodes in their order.</param>
    /// <param name="dequantized">What stands for whole numbers that are multiplied by scales.</param>
    /// <exception cref="ModelFormatException">Constants do not fit the node that reads them, or take too much memory.</exception>
    public ConstantFolder(OnnxFile file, List<OnnxNode> nodes, Dequantized dequantized)
    {
        (_file, _operators) = (file, new(file, dequantized));
        foreach (OnnxNode written in nodes)
        {
            OnnxNode node = WithSources(written);
            if (ChangesNothing(node))
            {
                Rename(node.Output(0), node.Input(0));
            }
            else if (_operators.Compute(node) is { } tensor)
            {
                file.Add(tensor with { Name = node.Output(0) });
            }
            else
            {
                Nodes.Add(node);
            }
        }
    }

    /// <summary>The nodes that are left: what depends on the inputs of the graph.</summary>
    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>The output of the graph that is a value, or is computed of it by nodes that change nothing; null if none is.</summary>
    public string? OutputOf(string value) => _file.OutputNames.Contains(value) ? value : _outputs.GetValueOrDefault(value);

    private void Rename(string output, string source)
    {
        _sources.TryAdd(output, source);
        if (_file.Tensors.TryGetValue(source, out OnnxTensor? tensor))
        {
            _file.Add(tensor with { Name = output });
        }

        if (_file.OutputNames.Contains(output))
        {
            _outputs.TryAdd(source, output);
        }
    }

    private OnnxNode WithSources(OnnxNode node)
    {
        foreach (string input in node.Inputs)
        {
            if (_sources.ContainsKey(input))
            {
                return node with { Inputs = [.. node.Inputs.Select(name => _sources.GetValueOrDefault(name, name))] };
            }
        }

        return node;
    }

    /// <summary>Dropout does nothing unless it is told to train: by an input since version 12 of the operators, by an attribute before 7.</summary>
    private bool ChangesNothing(OnnxNode node) => node.Is("Identity")
        || (node.Is("Dropout") && node.Integer("is_test", 1) != 0 && (node.Input(2).Length == 0 || IsFalse(node)));

    private bool IsFalse(OnnxNode node) => _file.Tensors.TryGetValue(node.Input(2), out OnnxTensor? trains)
        && trains.DataType == NumberType.Bool && trains.Count(node) == 1 && trains.Data.Span[0] == 0;
}
