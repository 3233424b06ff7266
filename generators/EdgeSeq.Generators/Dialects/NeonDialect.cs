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

        // 12 sums, and for four vectors two halves of weights and two products; of a tile 8 sums, all halves of its weights and those.
        Dot: new(
            "Vector64.Create({0}).AsSByte()",
            ["var {0}0 = Vector64.LoadUnsafe(ref {1}, {2}).AsSByte();", "var {0}1 = Vector64.LoadUnsafe(ref {1}, {2} + 2).AsSByte();"],
            [
                "var {3}0 = AdvSimd.MultiplyWideningLower({2}0, {1});",
                "var {3}1 = AdvSimd.MultiplyWideningLower({2}1, {1});",
                "{3}0 = AdvSimd.Arm64.AddPairwise({3}0, {3}1);",
                "{0} = AdvSimd.AddPairwiseWideningAndAdd({0}, {3}0);",
            ],
            Together: 4, MaxSums: 12, MaxTileSums: 8),
        Bytes: ByteWords.Vector128,
        FmaByScalar: "AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar({2}, {0}, {1})");

    /// <summary>With the instruction that multiplies bytes and adds four products at once (Armv8.2, and most of Armv8.4 on).</summary>
    public static readonly Dialect WithDot = Definition with
    {
        Name = "NeonDot",
        Title = "NEON with the dot product (AArch64)",
        Base = Definition,
        IsSupported = "Dp.IsSupported",

        // 24 sums, 4 weights and the operand.
        Dot = new(
            "Vector128.Create({0}).AsSByte()", ["var {0}0 = Vector128.LoadUnsafe(ref {1}, {2}).AsSByte();"],
            ["{0} = Dp.DotProduct({0}, {2}0, {1});"], Together: 2, MaxSums: 24, MaxTileSums: 24),
    };
}
