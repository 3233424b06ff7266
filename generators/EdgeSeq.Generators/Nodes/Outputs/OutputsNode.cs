using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Outputs;

/// <summary>An output of a network.</summary>
/// <param name="Name">Its name in the text.</param>
/// <param name="Part">Its value before softmax or sigmoid.</param>
/// <param name="Head">What it means.</param>
/// <param name="Weight">What its loss counts.</param>
/// <param name="Column">Where it begins among the numbers of all outputs.</param>
internal sealed record NetworkOutput(string Name, NodePart Part, HeadKind Head, double Weight, int Column);

/// <summary>The outputs of a network, which its nodes have computed, and their loss.</summary>
/// <param name="outputs">The outputs.</param>
/// <param name="readsLast">True where only the last step of a sequence has outputs.</param>
internal sealed class OutputsNode(IReadOnlyList<NetworkOutput> outputs, bool readsLast) : Node
{
    public IReadOnlyList<NetworkOutput> Outputs => outputs;

    public bool ReadsLast => readsLast;

    /// <summary>True for one softmax, whose targets are classes; else targets are numbers.</summary>
    public bool HasClasses => outputs.Count == 1 && outputs[0].Head == HeadKind.Softmax;

    public override int Size => outputs.Sum(output => output.Part.Count);

    public override bool Learns => true;

    /// <summary>Floats of the longest output.</summary>
    private int Longest => outputs.Max(output => MatrixGroup.BlocksOf(output.Part.Count)) * MatrixGroup.BlockSize;

    public override IEnumerable<WorkspacePart> Workspace => [WorkspacePart.Chunk("Truth", 1, Longest), WorkspacePart.Chunk("Logits", 1, Longest)];

    public override NodeWriter Writer => new OutputsNodeWriter(this);
}
