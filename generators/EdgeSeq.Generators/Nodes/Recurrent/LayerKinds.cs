using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>The kinds of recurrent layers of a model: what code is written for. Equal layers share a kind.</summary>
internal sealed class LayerKinds
{
    private readonly List<LayerPlan> _all = [];

    public IReadOnlyList<LayerPlan> All => _all;

    /// <summary>The kind with this key, whose name is <paramref name="name"/> if it is new.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="rows">Its equations: layers of equal equations are of one kind, whatever the cell is called.</param>
    /// <param name="key">The key.</param>
    /// <param name="name">The name.</param>
    public LayerPlan Find(CellDefinition cell, CellRows rows, LayerKey key, string name)
    {
        LayerPlan? kind = _all.FirstOrDefault(known => known.Key with { Name = "" } == key with { Name = "" } && known.Cell.Equations == cell.Equations);
        if (kind is null)
        {
            _all.Add(kind = new LayerPlan(cell, rows, key with { Name = name }));
        }

        return kind;
    }
}
