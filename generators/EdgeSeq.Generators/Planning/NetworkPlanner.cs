using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Networks;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Nodes.Attention;
using EdgeSeq.Generators.Nodes.Clock;
using EdgeSeq.Generators.Nodes.Concat;
using EdgeSeq.Generators.Nodes.Embedding;
using EdgeSeq.Generators.Nodes.Hold;
using EdgeSeq.Generators.Nodes.Input;
using EdgeSeq.Generators.Nodes.Join;
using EdgeSeq.Generators.Nodes.Lookup;
using EdgeSeq.Generators.Nodes.Outputs;
using EdgeSeq.Generators.Nodes.Past;
using EdgeSeq.Generators.Nodes.Recurrent;

namespace EdgeSeq.Generators.Planning;

/// <summary>The nodes of a network. What reads one whole value reads it where it lies; what reads several has them gathered first.</summary>
internal sealed class NetworkPlanner
{
    private readonly NodeList _list;
    private readonly List<Node> _values = [];
    private readonly Dictionary<Value, ConcatNode> _gathered = [];
    private int _layers, _lookups, _pasts, _attentions, _dropouts, _holds;

    private NetworkPlanner(NodeList list) => _list = list;

    private Places Places => _list.Places;

    /// <returns>0: every parameter of a network learns.</returns>
    public static int Add(ModelSpec spec, NodeList list)
    {
        NetworkGraph graph = NetworkReader.Read(spec.Network!, spec.Vocabulary, spec.Inputs);
        var planner = new NetworkPlanner(list);
        planner._values.Add(planner.AddNode(graph.Nodes[0], spec));
        foreach (int pace in graph.Nodes.Select(node => node.Pace).Where(pace => pace > 1).Distinct())
        {
            list.Add(new ClockNode(pace, list.Places));
        }

        foreach (GraphNode node in graph.Nodes.Skip(1))
        {
            planner._values.Add(planner.AddNode(node, spec));
        }

        planner.AddOutputs(graph);
        return 0;
    }

    private Node AddNode(GraphNode node, ModelSpec spec) => node switch
    {
        GraphInput input => _list.Add(new InputNode(input.Vocabulary, input.IsToken ? 0 : input.Size)),
        GraphEmbedding embedding => _list.Add(new EmbeddingNode(spec.Vocabulary, embedding.Size, $"Vectors{_values.Count}", Places, spec.Weights, embedding.Name) { IsShared = true }),
        GraphLookup lookup => _list.Add(new LookupNode(PartOf(lookup.Tokens), lookup.Vocabulary, lookup.Vector, lookup.IsBag, lookup.Name, ++_lookups, spec.Trains, Places)),
        GraphPast past => _list.Add(new PastNode(PartOf(past.Operand), ++_pasts, past.Kernel, past.Dilation, past.ByChannel, past.Stride, Places)),
        GraphAttention attention => _list.Add(new AttentionNode(
            PartOf(attention.Query), new(attention.Steps, attention.Query.Size, attention.Values, attention.IsShared, attention.IsAdditive), attention.Name, ++_attentions, spec.Trains, Places) { Pace = attention.Pace }),
        GraphHold hold => _list.Add(new HoldNode(PartOf(hold.Operand), ++_holds, Places)),
        GraphDropout dropout => _list.Add(new ConcatNode(PartsOf(dropout.Operand), $"Kept{++_dropouts}", _dropouts, Places) { Pace = dropout.Pace }),
        GraphLayer layer => AddLayer(layer, spec),
        _ => throw new ArgumentOutOfRangeException(nameof(node), node, "A node that nobody plans."),
    };

    private Node AddLayer(GraphLayer layer, ModelSpec spec)
    {
        Node? operand = layer.Operand is null ? null : NodeOf(layer.Operand);
        int number = _layers++;
        LayerKey key = operand is null ? new LayerKey("", IsDense: true, Inputs: 0, layer.Hidden, TeachesInput: false, layer.IsBidirectional, spec.Weights)
            : LayerKey.Of(operand, layer.Hidden, spec.Trains, layer.IsBidirectional, spec.Weights);
        LayerPlan kind = _list.Kinds.Find(layer.Cell, layer.Cell.Read(), key, $"Layer{number + 1}");
        var names = new LayerNames(layer.Name, layer.FileNames, IsStacked: !layer.Cell.IsOwn)
        {
            Kernel = layer.Kernel,
            Steps = layer.Steps,
            TiedTo = layer.TiedTo,
        };
        var node = _list.Add(new RecurrentNode(
            operand, kind, number, layer.IsBidirectional ? 2 : 1, isTaughtWhole: false, Places, names, [.. layer.Passed.Select(PartOf)]) { IsShared = true, Pace = layer.Pace });
        return layer.IsBidirectional
            ? _list.Add(new JoinNode(node, $"Both{number + 1}", $"Both directions of {layer.Name}, side by side.") { IsShared = true, Pace = layer.Pace })
            : node;
    }

    private void AddOutputs(NetworkGraph graph)
    {
        var outputs = new List<NetworkOutput>();
        int column = 0;
        foreach (GraphOutput output in graph.Outputs)
        {
            outputs.Add(new NetworkOutput(output.Name, PartOf(output.Value), output.Head, output.Weight, column));
            column += output.Value.Size;
        }

        _list.Add(new OutputsNode(outputs, graph.ReadsLast));
    }

    /// <summary>A value as one run of numbers of a node.</summary>
    private NodePart PartOf(Value value) => value.Parts.Count == 1 ? PartsOf(value)[0] : Whole(Gather(value));

    private IReadOnlyList<NodePart> PartsOf(Value value) => [.. value.Parts.Select(part => new NodePart(_values[part.Node], part.First, part.Count))];

    /// <summary>A value as a whole node.</summary>
    private Node NodeOf(Value value) => PartOf(value) is var part && part.First == 0 && part.Count == NumbersOf(part.Node) ? part.Node : Gather(value);

    private Node Gather(Value value)
    {
        // Whether only its last step counts makes no other numbers.
        Value key = value with { IsLast = false };
        if (!_gathered.TryGetValue(key, out ConcatNode? node))
        {
            _gathered.Add(key, node = _list.Add(new ConcatNode(PartsOf(value), $"Gathered{_gathered.Count + 1}", dropout: null, Places) { Pace = value.Pace }));
        }

        return node;
    }

    private static NodePart Whole(Node node) => new(node, 0, node.Size);

    /// <summary>A token is one number, whatever the node that reads it makes of it.</summary>
    private static int NumbersOf(Node node) => node is InputNode { IsToken: true } ? 1 : node.Size;
}
