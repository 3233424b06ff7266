using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace EdgeSeq.Numerics;

/// <summary>Transposes matrices from panels to panels. Moves numbers only, so it is the same for every instruction set.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PanelTransposition
{
    private const int BlockSize = PanelLayout.BlockSize;

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
            PanelLayout from = first with { Gate = gate };
            for (int j = 0; j < columns; j += BlockSize)
            {
                for (int k = 0; k < to.Blocks * BlockSize; k += BlockSize)
                {
                    TransposeBlock(source[from.IndexOf(k, j)..], Stride(from, j), Math.Min(BlockSize, from.Depth - k),
                        target[to.IndexOf(gate * columns + j, k)..], Stride(to, k), Math.Min(BlockSize, columns - j));
                }
            }
        }
    }

    /// <summary>Floats from one k to the next in the panel of output <paramref name="j"/>.</summary>
    private static int Stride(PanelLayout layout, int j) => layout.IndexOf(1, j) - layout.IndexOf(0, j);

    /// <summary>
    /// <c>target[j, k] = source[k, j]</c> for up to 16 x 16 elements; rows of the target are filled up with zeros.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeBlock(ReadOnlySpan<float> source, int sourceStride, int depth, Span<float> target, int targetStride, int columns)
    {
        _ = source[(depth - 1) * sourceStride + columns - 1];
        _ = target[(columns - 1) * targetStride + BlockSize - 1];
        ref float from = ref Unsafe.AsRef(in source[0]);
        ref float to = ref target[0];
        for (int j = 0; j < columns; j++)
        {
            int k = 0;
            for (; k < depth; k++)
            {
                Unsafe.Add(ref to, k) = Unsafe.Add(ref from, k * sourceStride);
            }

            for (; k < BlockSize; k++)
            {
                Unsafe.Add(ref to, k) = 0;
            }

            from = ref Unsafe.Add(ref from, 1);
            to = ref Unsafe.Add(ref to, targetStride);
        }
    }
}
