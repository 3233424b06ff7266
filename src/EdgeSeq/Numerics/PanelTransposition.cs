using System.ComponentModel;

namespace EdgeSeq.Numerics;

/// <summary>Transposes matrices from panels to panels. Moves numbers only, so it is the same for every instruction set.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PanelTransposition
{
    /// <summary>
    /// Element (k, j) of gate g becomes element (g * columns + j, k) of a single matrix. Padding becomes zero.
    /// </summary>
    /// <param name="source">The parameter block.</param>
    /// <param name="first">Layout of the first gate; its depth is k's range.</param>
    /// <param name="columns">Outputs j of one gate, without padding.</param>
    /// <param name="target">The transposed block.</param>
    /// <param name="to">Layout of the result; its depth is gates * columns.</param>
    public static void Run(ReadOnlySpan<float> source, PanelLayout first, int columns, Span<float> target, PanelLayout to)
    {
        for (int gate = 0; gate < first.Gates; gate++)
        {
            PanelLayout ofGate = first with { Gate = gate };
            for (int j = 0; j < columns; j++)
            {
                TransposeRow(source, ofGate, j, target, to, gate * columns + j);
            }
        }
    }

    /// <summary>Output j's weights, which lie one a row of the panel, become row <paramref name="row"/> of the result, 16 at a time.</summary>
    private static void TransposeRow(ReadOnlySpan<float> source, PanelLayout layout, int j, Span<float> target, PanelLayout to, int row)
    {
        int stride = layout.Depth > 1 ? layout.IndexOf(1, j) - layout.IndexOf(0, j) : 0;
        int index = layout.IndexOf(0, j);
        for (int block = 0; block < to.Blocks; block++)
        {
            Span<float> lanes = target.Slice(to.IndexOf(row, block * PanelLayout.BlockSize), PanelLayout.BlockSize);
            int count = Math.Min(PanelLayout.BlockSize, layout.Depth - block * PanelLayout.BlockSize);
            for (int lane = 0; lane < count; lane++, index += stride)
            {
                lanes[lane] = source[index];
            }

            lanes[count..].Clear();
        }
    }
}
