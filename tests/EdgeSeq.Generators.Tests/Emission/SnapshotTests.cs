using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Dialects;

namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>The generated text of one small shape per cell: a change of emission shows in review as what users will read.</summary>
[Trait("Isa", "none")]
public class SnapshotTests
{
    [Theory]
    [MemberData(nameof(TestCells.Catalogue), MemberType = typeof(TestCells))]
    public void The_generated_text_is_as_last_reviewed(string cell)
    {
        foreach ((string part, string text) in Reviewed(cell))
        {
            Snapshot.Match(Path.Combine(Snapshot.Directory, cell, $"{part}.verified.cs"), Snapshot.WithoutVersion(text));
        }
    }

    [Fact]
    public void There_is_no_snapshot_of_a_cell_or_dialect_that_is_gone()
    {
        var expected = CellCatalogue.All.SelectMany(cell =>
            Reviewed(cell.Name).Select(file => Path.Combine(cell.Name, $"{file.Key}.verified.cs")));
        var found = Directory.EnumerateFiles(Snapshot.Directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Snapshot.Directory, path));
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    /// <summary>Every dialect of one cell, one dialect of every cell: they differ in words and tile sizes alone.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Reviewed(string cell) =>
        Compiler.Texts(TestPlans.Create(cell, vocabulary: 5, hidden: 20, name: cell))
            .Where(file => cell == "GruResetAfter" || DialectCatalogue.All.Skip(1).All(dialect => !file.Key.Contains(dialect.Name, StringComparison.Ordinal)));
}
