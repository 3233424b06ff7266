namespace EdgeSeq.Generators.Cells;

/// <summary>Every cell there is. The one place, beside the cell's own file, where a cell is named.</summary>
internal static class CellCatalogue
{
    public static IReadOnlyList<CellDefinition> All { get; } =
    [
        ElmanTanhCell.Definition,
        ElmanReluCell.Definition,
        GruSimplifiedCell.Definition,
        GruResetBeforeCell.Definition,
        GruResetAfterCell.Definition,
        LstmCell.Definition,
        EchoStateCell.Definition,
    ];

    public static CellDefinition? Find(string name) => All.FirstOrDefault(cell => cell.Name == name);
}
