using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Nodes.Recurrent;

namespace EdgeSeq.Generators.Planning;

/// <summary>The nodes of a model while they are added, each behind what it reads, and the places that they have taken.</summary>
internal sealed class NodeList
{
    private readonly List<Node> _nodes = [];

    public IReadOnlyList<Node> Nodes => _nodes;

    public Places Places { get; } = new();

    public LayerKinds Kinds { get; } = new();

    public TNode Add<TNode>(TNode node)
        where TNode : Node
    {
        _nodes.Add(node);
        return node;
    }
}
