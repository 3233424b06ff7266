using EdgeSeq.Generators.Nodes.Recurrent;

namespace EdgeSeq.Generators.Nodes.Join;

/// <summary>The hidden states of a recurrent layer, gathered for what reads them: both directions side by side, after dropout.</summary>
/// <param name="from">The layer.</param>
/// <param name="name">Name of the values in a workspace.</param>
/// <param name="purpose">Who reads them, for a comment.</param>
/// <param name="drop">The call that drops from them, of rows {0} of {1} numbers; null for none.</param>
/// <param name="readsLast">True where only the last step of a row is read.</param>
internal sealed class JoinNode(RecurrentNode from, string name, string purpose, string? drop = null, bool readsLast = false) : Node
{
    public RecurrentNode From => from;

    public override string Buffer => name;

    public string Purpose => purpose;

    public string? Drop => drop;

    public bool ReadsLast => readsLast;

    public override int Size => from.Size;

    public override bool Learns => from.Learns;

    public override bool IsUnit => from.IsUnit;

    public override IEnumerable<WorkspacePart> Workspace => WorkspacePart.Values(this);

    public override NodeWriter Writer => new JoinWriter(this);
}
