using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Tiling;

/// <summary>How an instruction set sums the product of one row: what its registers hold.</summary>
internal static class StepTiling
{
    /// <summary>The passes over a panel of so many blocks, as few as its sums allow and as even as they come.</summary>
    public static IEnumerable<PanelPass> Passes(Dialect dialect, MatrixGroup group, int blocks)
    {
        // So few sums that their chains must run side by side; and where a factor is a lane of a register, reading the row once more costs little.
        int vectors = group.Gates * dialect.VectorsPerBlock;
        bool isSideBySide = vectors * blocks < CommonTiles.SumsInFlight || dialect.FmaByScalar is not null && vectors * group.Chains <= dialect.MaxAccumulators;
        int atOnce = isSideBySide ? group.Chains : 1;
        int most = Math.Max(1, (group.IsDot ? dialect.Dot.MaxSums : dialect.MaxAccumulators) / (vectors * atOnce));
        int passes = (blocks + most - 1) / most, perPass = (blocks + passes - 1) / passes;
        for (int first = 0; first < blocks; first += perPass)
        {
            int count = Math.Min(perPass, blocks - first);
            yield return new PanelPass(first, count, count == blocks,
                [.. Enumerable.Range(first * dialect.VectorsPerBlock, count * dialect.VectorsPerBlock)], group.WidthOf(blocks));
        }
    }

    /// <summary>
    /// Chains of so many sums that run side by side: all, if the registers hold them. Else one after the other, each over its own k: then the sums alone
    /// keep the processor busy.
    /// </summary>
    public static int ChainsAtOnce(Dialect dialect, MatrixGroup group, int sums) => group.Chains * sums <= dialect.MaxAccumulators ? group.Chains : 1;

    /// <summary>True where the sums stay in registers while the cell is computed; else they go through memory, once.</summary>
    public static bool KeepsSums(Dialect dialect, MatrixGroup group) =>
        Math.Min(group.BlocksPerPanel * group.Gates * dialect.VectorsPerBlock, dialect.MaxAccumulators) <= dialect.MaxKeptSums;
}
