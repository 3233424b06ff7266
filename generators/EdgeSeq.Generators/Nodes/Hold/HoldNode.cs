using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Hold;

/// <summary>A value of a slower pace at every step: between two of its steps it stays.</summary>
internal sealed class HoldNode : Node
{
    /// <param name="part">The value.</param>
    /// <param name="number">Its number among the model's, from 1.</param>
    /// <param name="places">Where it takes its place.</param>
    public HoldNode(NodePart part, int number, Places places)
    {
        (Part, Buffer, StateOffset) = (part, $"Held{number}", places.States);
        places.States += MatrixGroup.BlocksOf(part.Count) * MatrixGroup.BlockSize;
        IsShared = true;
    }

    public NodePart Part { get; }

    public override string Buffer { get; }

    /// <summary>Where a streaming state holds the value.</summary>
    public int StateOffset { get; }

    public override int Size => Part.Count;

    public override bool Learns => Part.Node.Learns;

    public override IEnumerable<WorkspacePart> Workspace => WorkspacePart.Values(this);

    public override NodeWriter Writer => new HoldWriter(this);
}
