using System.Globalization;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Networks;

/// <summary>Adds nodes and constants to a graph under names that nothing else has.</summary>
internal sealed class GraphBuilder
{
    private readonly HashSet<string> _names;
    private readonly Dictionary<string, string> _numbers;
    private readonly List<OnnxNode> _nodes;

    /// <summary>Of a whole file.</summary>
    public GraphBuilder(OnnxFile file) => (File, _nodes, _names, _numbers) = (file, file.Nodes, new(StringComparer.Ordinal), new(StringComparer.Ordinal));

    private GraphBuilder(GraphBuilder around, List<OnnxNode> nodes) => (File, _nodes, _names, _numbers) = (around.File, nodes, around._names, around._numbers);

    /// <summary>The file, which has all constants.</summary>
    public OnnxFile File { get; }

    /// <summary>Of a graph within a node of this one.</summary>
    public GraphBuilder Within(List<OnnxNode> nodes) => new(this, nodes);

    /// <summary>A name that nothing has yet.</summary>
    public string Unique(string wanted)
    {
        string name = wanted;
        for (int i = 2; !_names.Add(name); i++)
        {
            name = $"{wanted}_{i}";
        }

        return name;
    }

    /// <summary>What names of a layer end in, so that none of them is taken.</summary>
    public string Label(string wanted, params string[] beginnings)
    {
        while (beginnings.Any(beginning => _names.Contains($"{beginning}_{wanted}")))
        {
            wanted += "_";
        }

        _names.UnionWith(beginnings.Select(beginning => $"{beginning}_{wanted}"));
        return wanted;
    }

    /// <summary>A node of one output; it is called like that.</summary>
    public string Add(string type, string wanted, IReadOnlyList<string> inputs, params OnnxAttribute[] attributes)
    {
        string name = Unique(wanted);
        _nodes.Add(new(type, name, inputs, [name], attributes));
        return name;
    }

    /// <summary>A node.</summary>
    public void Add(OnnxNode node) => _nodes.Add(node);

    /// <summary>Calls a value otherwise, which the last node has just computed and nothing has read; a value that is older gets a further name.</summary>
    public void Rename(string value, string name, int nodesBefore)
    {
        if (_nodes.Count > nodesBefore && _nodes[^1].Outputs.Contains(value))
        {
            _nodes[^1] = _nodes[^1] with { Outputs = [.. _nodes[^1].Outputs.Select(output => output == value ? name : output)] };
        }
        else
        {
            _nodes.Add(new("Identity", name, [value], [name], []));
        }
    }

    /// <summary>Nodes so far.</summary>
    public int Count => _nodes.Count;

    /// <summary>Constant numbers.</summary>
    public string Tensor(string wanted, ReadOnlySpan<float> values, params long[] dimensions)
    {
        string name = Unique(wanted);
        File.Add(OnnxTensor.Of(name, values, dimensions));
        return name;
    }

    /// <summary>Constant integers.</summary>
    public string Integers(string wanted, params long[] values)
    {
        string name = Unique(wanted);
        File.Add(OnnxTensor.Of(name, values));
        return name;
    }

    /// <summary>A constant number, the same tensor wherever it stands.</summary>
    public string Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return _numbers.TryGetValue(text, out string? known) ? known : _numbers[text] = Tensor($"number_{text.Replace('-', 'm').Replace('.', '_').Replace('+', 'p')}", [(float)value]);
    }
}
