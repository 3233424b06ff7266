using EdgeSeq.GuardPages;
using EdgeSeq.Numerics;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Transposed panels, against the layout's own account of where each element lies, between guard pages: what is asked for ahead may lie beyond them, what is read may not.</summary>
public sealed class PanelTranspositionTests
{
    [Theory]
    [InlineData(16, 1, 16, 1)]     // one whole block
    [InlineData(1, 1, 1, 1)]
    [InlineData(33, 3, 33, 2)]     // blocks of one row, and of one column
    [InlineData(64, 4, 64, 1)]
    [InlineData(40, 3, 48, 2)]     // half a block deep
    [InlineData(31, 2, 17, 4)]
    [InlineData(130, 1, 96, 4)]
    public void Element_k_j_of_a_gate_becomes_element_j_k_and_padding_becomes_zero(int depth, int gates, int columns, int blocksPerPanel)
    {
        const int Panel = 8, Block = PanelLayout.BlockSize;
        int blocks = (columns + Block - 1) / Block, rows = gates * columns, targetBlocks = (depth + Block - 1) / Block;
        var given = new PanelLayout(0, depth, gates, 0, blocks, blocksPerPanel);
        var transposed = new PanelLayout(0, rows, 1, 0, targetBlocks, Panel);
        float[] source = SampleFloats.Normal(depth * gates * blocks * Block);
        float[] expected = new float[rows * targetBlocks * Block];
        for (int gate = 0; gate < gates; gate++)
        {
            for (int j = 0; j < columns; j++)
            {
                for (int k = 0; k < depth; k++)
                {
                    expected[transposed.IndexOf((gate * columns) + j, k)] = source[(given with { Gate = gate }).IndexOf(k, j)];
                }
            }
        }

        foreach (Placement placement in GuardedMemory.IsSupported ? [Placement.Begin, Placement.End] : (Placement[])[])
        {
            foreach (int shares in new[] { 1, 3 })
            {
                using var guardedSource = new GuardedMemory(source.Length, placement);
                using var guardedTarget = new GuardedMemory(expected.Length, placement);
                source.CopyTo(guardedSource.Floats);
                guardedTarget.Floats.Fill(float.NaN);
                for (int share = 0; share < shares; share++)
                {
                    PanelTransposition.Run(guardedSource.Floats, given, columns, guardedTarget.Floats, transposed, new WorkShare(share, shares));
                }

                Bits.AssertEqual($"{depth} x {gates} x {columns} in {shares} shares", expected, guardedTarget.Floats);
            }
        }
    }
}
