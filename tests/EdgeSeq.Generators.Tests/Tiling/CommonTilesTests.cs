using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Generators.Tiling;

namespace EdgeSeq.Generators.Tests.Tiling;

/// <summary>What is derived from the catalogue of dialects decides layouts, and so bits: a new dialect may not move it unnoticed.</summary>
[Trait("Isa", "none")]
public class CommonTilesTests
{
    [Fact]
    public void The_common_tiles_are_those_that_bits_were_made_with()
    {
        Assert.Equal(24, CommonTiles.Rows);
        Assert.Equal(6, CommonTiles.BlocksInRegisters);
        Assert.Equal(8, CommonTiles.BlocksInFlight);
    }

    [Fact]
    public void Every_dialect_cuts_the_common_rows_into_whole_tiles() =>
        Assert.All(DialectCatalogue.All, dialect => Assert.Equal(0, CommonTiles.Rows % dialect.TileRows[0]));

    [Fact]
    public void Every_dialect_holds_the_common_blocks_in_one_pass() => Assert.All(DialectCatalogue.All, dialect =>
        Assert.Single(StepTiling.Passes(dialect, MatrixGroup.StepPanels(0, 8, 1, CommonTiles.BlocksInRegisters), CommonTiles.BlocksInRegisters)));
}
