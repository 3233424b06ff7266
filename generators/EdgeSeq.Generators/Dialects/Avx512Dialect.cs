namespace EdgeSeq.Generators.Dialects;

internal static class Avx512Dialect
{
    public static readonly Dialect Definition = new(
        Name: "Avx512",
        Title: "AVX-512",
        Bits: 512,
        IsSupported: "Vector512.IsHardwareAccelerated && Avx512F.IsSupported",
        Fma: "Avx512F.FusedMultiplyAdd({0}, {1}, {2})",
        Fnma: "Avx512F.FusedMultiplyAddNegated({0}, {1}, {2})",
        Min: "Avx512F.Min({0}, {1})",
        Max: "Avx512F.Max({0}, {1})",

        // 8 x 3 sums, 3 weights and a broadcast: 28 of 32 registers.
        TileRows: [8, 4, 2, 1],
        TileColumns: [3, 2, 1],
        SingleRowColumns: [8, 4, 2, 1],
        MaxAccumulators: 24,
        MaxKeptSums: 7,
        Dot: DotWords.Pairs("Vector512", "Avx512BW", maxSums: 24, maxTileSums: 24),
        Bytes: new("Avx512F.ConvertToVector128Byte({0})", ["Avx512F.ConvertToVector512Int32({0})"]),
        Prefetches: true)
    {
        // One instruction where this one has three, of half the width. (.NET 11 will have it in the whole.)
        ByteTiles = Avx2Dialect.WithVnni,
    };
}
