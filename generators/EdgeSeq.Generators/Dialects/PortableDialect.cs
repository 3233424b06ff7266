namespace EdgeSeq.Generators.Dialects;

internal static class PortableDialect
{
    public static readonly Dialect Definition = new(
        Name: "Portable",
        Title: "portable, for processors without fused multiply-add",
        Bits: 128,
        IsSupported: "true",
        Fma: "PortableFma.Fma({0}, {1}, {2})",
        Fnma: "PortableFma.Fma(-{0}, {1}, {2})",
        Min: "Vector128.ConditionalSelect(Vector128.LessThan({0}, {1}), {0}, {1})",
        Max: "Vector128.ConditionalSelect(Vector128.GreaterThan({0}, {1}), {0}, {1})",

        // The emulation is a dozen instructions: small tiles keep methods small.
        TileRows: [2, 1],
        TileColumns: [1],
        SingleRowColumns: [1],
        MaxAccumulators: 24,
        MaxKeptSums: 0,
        Dot: new("Vector128.Create({0}).AsSByte()", [], ["{0} = PortableDot.Add({0}, {1}, {2}.AsSByte());"], Together: 1, MaxSums: 8, MaxTileSums: 8),
        Bytes: ByteWords.Vector128);
}
