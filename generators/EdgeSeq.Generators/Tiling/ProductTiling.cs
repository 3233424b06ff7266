using EdgeSeq.Generators.Dialects;

namespace EdgeSeq.Generators.Tiling;

/// <summary>
/// Which register tiles a product of many rows is cut into: the widest that fit, but where two narrower ones keep more sums in flight than
/// the widest and a rest.
/// </summary>
internal static class ProductTiling
{
    /// <summary>Every tile of a dialect.</summary>
    public static IEnumerable<(int Rows, int Columns)> Sizes(Dialect dialect) =>
        dialect.TileRows.SelectMany(rows => dialect.TileColumns.Select(columns => (rows, columns)))
            .Concat(dialect.SingleRowColumns.Select(columns => (1, columns))).Distinct();

    /// <summary>How many chains a tile of one row runs side by side: those that so few columns may have, where one alone has too few sums to keep the processor busy.</summary>
    public static int[] ChainsSideBySide(Dialect dialect, int columns)
    {
        int most = CommonTiles.SumsInFlight / (columns * dialect.VectorsPerBlock);
        return columns == 1 && most >= 4 ? [4, 2] : most >= 2 ? [2] : [];
    }

    /// <summary>Rows of the tiles of a product of bytes that are so many blocks wide, most first.</summary>
    public static IEnumerable<int> ByteRows(Dialect dialect, int columns) =>
        dialect.TileRows.Where(rows => rows == 1 || rows * columns * dialect.VectorsPerBlock <= dialect.Dot.MaxTileSums);

    /// <summary>How many rows or columns are cut in two halves, though a tile of <paramref name="size"/> would fit; null if none are.</summary>
    public static int? Halved(int size) => size switch
    {
        3 => 4,   // 2 + 2, not 3 + 1
        6 => 8,   // 4 + 4, not 6 + 2
        _ => null,
    };
}
