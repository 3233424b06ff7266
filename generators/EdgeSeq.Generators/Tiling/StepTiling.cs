using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Tiling;

/// <summary>How an instruction set sums the product of one row: what its registers hold.</summary>
internal static class StepTiling
{
    /// <summary>The passes over a panel of so many blocks, as few as its sums allow and as even as they come.</summary>
    public static IEnumerable<PanelPass> Passes(Dialect dialect, MatrixGroup group, int blocks)
    {
        int most = Math.Max(1, (group.IsDot ? dialect.Dot.MaxSums : dialect.MaxAccumulators) / (group.Gates * group.Chains * dialect.VectorsPerBlock));
        int passes = (blocks + most - 1) / most, perPass = (blocks + passes - 1) / passes;
        for (int first = 0; first < blocks; first += perPass)
        {
            int count = Math.Min(perPass, blocks - first);
            yield return new PanelPass(first, count, count == blocks,
                [.. Enumerable.Range(first * dialect.VectorsPerBlock, count * dialect.VectorsPerBlock)], group.WidthOf(blocks));
        }
    }

    /// <summary>True where the sums stay in registers while the cell is computed; else they go through memory, once.</summary>
    public static bool KeepsSums(Dialect dialect, MatrixGroup group) =>
        Math.Min(group.BlocksPerPanel * group.Gates * dialect.VectorsPerBlock, dialect.MaxAccumulators) <= dialect.MaxKeptSums;
}
