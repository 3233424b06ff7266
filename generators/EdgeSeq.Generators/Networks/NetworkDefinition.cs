using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Common;

namespace EdgeSeq.Generators.Networks;

/// <summary>A network as it is declared: its text, and the cells of the user's that it names.</summary>
/// <param name="Text">One row a line.</param>
/// <param name="Cells">Those that are not of the catalogue.</param>
internal sealed record NetworkDefinition(string Text, EquatableArray<CellDefinition> Cells)
{
    /// <summary>The cell of this name; null where there is none.</summary>
    public CellDefinition? FindCell(string name) => Cells.FirstOrDefault(cell => cell.Name == name) ?? CellCatalogue.Find(name);
}
