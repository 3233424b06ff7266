using EdgeSeq.Generators.Dialects;

namespace EdgeSeq.Generators.Tiling;

/// <summary>
/// What suits all instruction sets at once, derived from their catalogue: layouts and places are the same everywhere, so that no bit of a
/// result, and not even the unused part of a state, depends on the processor.
/// </summary>
internal static class CommonTiles
{
    /// <summary>Sums that keep a processor busy: a fused multiply-add takes four cycles, and two start in each.</summary>
    public const int SumsInFlight = 8;

    /// <summary>A multiple of every register tile's rows.</summary>
    public static int Rows { get; } = DialectCatalogue.All.Select(dialect => dialect.TileRows[0]).Aggregate(LeastCommonMultiple);

    /// <summary>Blocks whose sums every instruction set holds in registers.</summary>
    public static int BlocksInRegisters { get; } = DialectCatalogue.All.Min(dialect => dialect.MaxAccumulators / dialect.VectorsPerBlock);

    /// <summary>Blocks whose sums keep every instruction set busy: those of the widest vectors are the fewest.</summary>
    public static int BlocksInFlight { get; } = SumsInFlight / DialectCatalogue.All.Min(dialect => dialect.VectorsPerBlock);

    private static int LeastCommonMultiple(int a, int b) => a / GreatestCommonDivisor(a, b) * b;

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
