using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Nodes.Dense;
using EdgeSeq.Generators.Tiling;

namespace EdgeSeq.Generators.Nodes.Loss;

/// <summary>What the outputs should have been, and the loss of what they are.</summary>
/// <param name="input">The outputs.</param>
/// <param name="head">What they mean.</param>
/// <param name="readsLast">True where only the last step of a sequence has an output.</param>
internal sealed class LossNode(DenseNode input, HeadKind head, bool readsLast) : Node
{
    /// <summary>Rows of logits held at a time: about 128 KB of them, so that loss and both products find them in the L2 cache.</summary>
    private const int ChunkFloats = 32_768;

    public DenseNode Input => input;

    public HeadKind Head => head;

    public bool ReadsLast => readsLast;

    public override int Size => 1;

    public override bool Learns => true;

    /// <summary>Rows of logits in the workspace: whole register tiles.</summary>
    public int ChunkRows => Math.Max(CommonTiles.Rows, ChunkFloats / input.Lanes / CommonTiles.Rows * CommonTiles.Rows);

    public override IEnumerable<WorkspacePart> Workspace => head == HeadKind.Softmax
        ? [Logits]
        : [WorkspacePart.Chunk("Truth", 1, input.RowStride), Logits];

    /// <summary>The last part, so that whoever keeps all of them finds the others in the same places.</summary>
    private WorkspacePart Logits => new("RowBuffer", "Logits",
        $"Outputs({(readsLast ? "1" : "window")}, {ChunkRows}, {input.RowStride}, keepsOutputs)");

    public override NodeWriter Writer => new LossNodeWriter(this);
}
