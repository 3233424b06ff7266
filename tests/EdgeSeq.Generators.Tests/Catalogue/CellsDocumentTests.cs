using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Differentiation;

namespace EdgeSeq.Generators.Tests.Catalogue;

[Trait("Isa", "none")]
public class CellsDocumentTests
{
    [Fact]
    public void The_document_of_cells_is_up_to_date() =>
        Snapshot.Match(Path.Combine(Snapshot.Repository, "docs", "cells.md"), CellsDocument.Write());

    [Fact]
    public void The_document_of_the_zoo_is_up_to_date() =>
        Snapshot.Match(Path.Combine(Snapshot.Repository, "docs", "zoo.md"), CellsDocument.WriteZoo());

    [Fact]
    public void It_says_everything_about_every_cell()
    {
        string text = CellsDocument.Write();
        Assert.All(CellCatalogue.All, cell =>
        {
            Assert.Contains($"## {cell.Name}\n", text, StringComparison.Ordinal);
            Assert.Contains(cell.Source, text, StringComparison.Ordinal);
            Assert.Contains(cell.Equations, text, StringComparison.Ordinal);
            Assert.All(Differentiator.Differentiate(cell.Read()).Rows, row => Assert.Contains($"`{row}`", text, StringComparison.Ordinal));
        });
    }
}
