namespace EdgeSeq.Generators.Tiling;

/// <summary>Some blocks of a panel whose sums are in registers together.</summary>
/// <param name="FirstBlock">First of the blocks, counted from the panel's first.</param>
/// <param name="Blocks">How many.</param>
/// <param name="IsWhole">True for all blocks of the panel.</param>
/// <param name="Vectors">Vectors of each gate, counted from the panel's first.</param>
/// <param name="Width">Cells of the panel for one k.</param>
internal sealed record PanelPass(int FirstBlock, int Blocks, bool IsWhole, IReadOnlyList<int> Vectors, int Width)
{
    /// <summary>The same blocks, counted from the first of them: all that a method of this pass alone sees of the panel.</summary>
    public PanelPass AsFirst(int vectorsPerBlock) => this with { FirstBlock = 0, IsWhole = true, Vectors = [.. Vectors.Select(v => v - FirstBlock * vectorsPerBlock)] };
}
