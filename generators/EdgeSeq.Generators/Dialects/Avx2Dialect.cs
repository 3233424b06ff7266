namespace EdgeSeq.Generators.Dialects;

internal static class Avx2Dialect
{
    public static readonly Dialect Definition = new(
        Name: "Avx2",
        Title: "AVX2 with FMA",
        Bits: 256,
        IsSupported: "Avx2.IsSupported && Fma.IsSupported",
        Fma: "Fma.MultiplyAdd({0}, {1}, {2})",
        Fnma: "Fma.MultiplyAddNegated({0}, {1}, {2})",
        Min: "Avx.Min({0}, {1})",
        Max: "Avx.Max({0}, {1})",

        // 6 x 2 sums, 2 weights and a broadcast: 15 of 16 registers.
        TileRows: [6, 4, 2, 1],
        TileColumns: [1],
        SingleRowColumns: [4, 2, 1],
        MaxAccumulators: 12,
        MaxKeptSums: 6,
        Prefetches: true);
}
