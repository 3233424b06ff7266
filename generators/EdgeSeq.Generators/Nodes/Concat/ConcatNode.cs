using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Concat;

/// <summary>Parts of values side by side, for a node that reads them as one; or a value that training drops numbers of.</summary>
internal sealed class ConcatNode : Node
{
    /// <param name="parts">The parts, first to last.</param>
    /// <param name="name">Name of its values in a workspace.</param>
    /// <param name="dropout">Which of the model's dropouts they pass; null for none.</param>
    /// <param name="places">Where it takes its place.</param>
    public ConcatNode(IReadOnlyList<NodePart> parts, string name, int? dropout, Places places)
    {
        (Parts, Buffer, Dropout) = (parts, name, dropout);
        Size = parts.Sum(part => part.Count);
        StateOffset = places.States;
        places.States += MatrixGroup.BlocksOf(Size) * MatrixGroup.BlockSize;
        IsShared = true;
    }

    public IReadOnlyList<NodePart> Parts { get; }

    public override string Buffer { get; }

    public int? Dropout { get; }

    /// <summary>Where a streaming state holds its values.</summary>
    public int StateOffset { get; }

    public override int Size { get; }

    public override bool Learns => Parts.Any(part => part.Node.Learns);

    public override IEnumerable<WorkspacePart> Workspace => WorkspacePart.Values(this);

    public override NodeWriter Writer => new ConcatWriter(this);
}
