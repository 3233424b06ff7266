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
    /// <param name="from">Layout of the first gate; its depth is k's range.</param>
    /// <param name="columns">Outputs j of one gate, without padding.</param>
    /// <param name="target">The transposed block.</param>
    /// <param name="to">Layout of the result; its depth is gates * columns.</param>
    public static void Run(ReadOnlySpan<float> source, PanelLayout from, int columns, Span<float> target, PanelLayout to)
    {
        for (int gate = 0; gate < from.Gates; gate++)
        {
            PanelLayout layout = from with { Gate = gate };
            for (int j = 0; j < columns; j++)
            {
                TransposeRow(source, layout, j, target, to, gate * columns + j);
            }
        }
    }

    /// <summary>Output j's weights, which lie one a row of the panel, become row <paramref name="row"/> of the result, 16 at a time.</summary>
    private static void TransposeRow(ReadOnlySpan<float> source, PanelLayout from, int j, Span<float> target, PanelLayout to, int row)
    {
        int stride = from.Depth > 1 ? from.IndexOf(1, j) - from.IndexOf(0, j) : 0;
        int index = from.IndexOf(0, j);
        for (int block = 0; block < to.Blocks; block++)
        {
            Span<float> lanes = target.Slice(to.IndexOf(row, block * PanelLayout.BlockSize), PanelLayout.BlockSize);
            int count = Math.Min(PanelLayout.BlockSize, from.Depth - block * PanelLayout.BlockSize);
            for (int lane = 0; lane < count; lane++, index += stride)
            {
                lanes[lane] = source[index];
            }

            lanes[count..].Clear();
        }
    }
}
