using System.ComponentModel;
using System.Runtime.CompilerServices;
using EdgeSeq.Shapes;

namespace EdgeSeq.Numerics;

/// <summary>Moves hidden states from layer to layer, and their gradients back. Moves numbers only, so it is the same for every instruction set.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Activations
{
    /// <summary>Copies a layer's hidden states of all steps to a column of what the next one reads.</summary>
    public static void Gather(in SequenceInput sequence, ref float work, in LayerWorkspace from, in RowBuffer to, int column, int size, bool reverse)
    {
        for (int b = 0; b < from.Batch; b++)
        {
            int steps = sequence.LengthOf(b, from.Window);
            for (int t = 0; t < steps; t++)
            {
                ref float place = ref to.At(ref work, b, reverse ? steps - 1 - t : t);
                KernelMemory.Copy(ref from.State(ref work, b, t + 1), ref Unsafe.Add(ref place, column), size);
            }
        }
    }

    /// <summary>Copies a column of gradients to a layer's output gradients: the way back of <see cref="Gather"/>.</summary>
    public static void Spread(in SequenceInput sequence, ref float work, in RowBuffer from, in LayerWorkspace to, int column, int size, bool reverse)
    {
        int padding = -size & (PanelLayout.BlockSize - 1);
        for (int b = 0; b < to.Batch; b++)
        {
            int steps = sequence.LengthOf(b, to.Window);
            for (int t = 0; t < steps; t++)
            {
                ref float place = ref from.At(ref work, b, reverse ? steps - 1 - t : t);
                CopyPadded(ref Unsafe.Add(ref place, column), ref to.OutputGradient(ref work, b, t), size, padding);
            }
        }
    }

    /// <summary>Copies a layer's last hidden state of each row to a column of the row's last step.</summary>
    public static void GatherLast(in SequenceInput sequence, ref float work, in LayerWorkspace from, in RowBuffer to, int column, int size)
    {
        for (int b = 0; b < from.Batch; b++)
        {
            int steps = sequence.LengthOf(b, from.Window);
            if (steps > 0)
            {
                KernelMemory.Copy(ref from.State(ref work, b, steps), ref Unsafe.Add(ref to.At(ref work, b, steps - 1), column), size);
            }
        }
    }

    /// <summary>Copies a column of the last steps' gradients to a layer's output gradients: the way back of <see cref="GatherLast"/>.</summary>
    public static void SpreadLast(in SequenceInput sequence, ref float work, in RowBuffer from, in LayerWorkspace to, int column, int size)
    {
        int padding = -size & (PanelLayout.BlockSize - 1);
        for (int b = 0; b < to.Batch; b++)
        {
            int steps = sequence.LengthOf(b, to.Window);
            if (steps > 0)
            {
                CopyPadded(ref Unsafe.Add(ref from.At(ref work, b, steps - 1), column), ref to.OutputGradient(ref work, b, steps - 1), size, padding);
            }
        }
    }

    /// <summary>Copies the true values of one output; the padding behind them is absent.</summary>
    public static void Truth(ReadOnlySpan<float> values, Span<float> padded)
    {
        values.CopyTo(padded);
        padded[values.Length..].Fill(float.NaN);
    }

    /// <summary>The class that a row of numbers says: the place of the largest, -1 for none where it is absent or nothing is above 0.</summary>
    public static int ClassOf(ReadOnlySpan<float> values)
    {
        int best = -1;
        float most = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] > most)
            {
                (best, most) = (i, values[i]);
            }
        }

        return best;
    }

    private static void CopyPadded(ref float from, ref float to, int size, int padding)
    {
        KernelMemory.Copy(ref from, ref to, size);
        for (int i = 0; i < padding; i++)
        {
            Unsafe.Add(ref to, size + i) = 0;
        }
    }
}
