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

        // 12 sums, the operand, the ones, and a product: 15 of 16. Of a tile 8 sums and 2 weights beside those: 13.
        Dot: DotWords.Pairs("Vector256", "global::System.Runtime.Intrinsics.X86.Avx2", maxSums: 12, maxTileSums: 8),
        Bytes: new(
            "Vector128.Narrow(Vector256.Narrow({0}, {1}).GetLower(), Vector256.Narrow({0}, {1}).GetUpper()).AsByte()",
            ["Avx2.ConvertToVector256Int32({0})", "Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane({0}, 8))"]),
        Prefetches: true);

    /// <summary>With the instruction that multiplies bytes and adds four products at once.</summary>
    public static readonly Dialect WithVnni = Definition with
    {
        Name = "Avx2Vnni",
        Title = "AVX2 with VNNI",
        Base = Definition,
        IsSupported = "AvxVnni.IsSupported",

        // Of a tile 12 sums, 2 weights and the operand: 15 of 16.
        Dot = Definition.Dot with { Stages = ["{0} = AvxVnni.MultiplyWideningAndAdd({0}, {1}, {2}.AsSByte());"], MaxTileSums = 12, Constant = "" },
    };
}
