namespace EdgeSeq.Generators.Dialects;

internal static class NeonDialect
{
    public static readonly Dialect Definition = new(
        Name: "Neon",
        Title: "NEON (AArch64)",
        Bits: 128,
        IsSupported: "AdvSimd.Arm64.IsSupported",
        Fma: "AdvSimd.FusedMultiplyAdd({2}, {0}, {1})",
        Fnma: "AdvSimd.FusedMultiplySubtract({2}, {0}, {1})",

        // FMIN and FMAX order zeros and return NaN; the contract is the plain comparison.
        Min: "Vector128.ConditionalSelect(Vector128.LessThan({0}, {1}), {0}, {1})",
        Max: "Vector128.ConditionalSelect(Vector128.GreaterThan({0}, {1}), {0}, {1})",

        // 6 x 4 sums, 4 weights and a broadcast: 29 of 32 registers.
        TileRows: [6, 4, 2, 1],
        TileColumns: [1],
        SingleRowColumns: [4, 2, 1],

        // 24 sums, 4 weights loaded ahead and the scalar: again 29.
        MaxAccumulators: 24,
        MaxKeptSums: 24,
        FmaByScalar: "AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar({2}, {0}, {1}, 0)");
}
