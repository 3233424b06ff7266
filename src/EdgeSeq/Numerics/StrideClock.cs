using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// Which steps of a sequence a slower part of a network takes: the first, and then every n-th. A stream carries how far it is, so that windows may be cut anywhere.
/// </summary>
/// <param name="stride">n, at least 2.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct StrideClock(int stride)
{
    /// <summary>One step of a stream.</summary>
    /// <param name="phase">Steps since the last one that was taken, 0 where the next is; moves on.</param>
    /// <returns>Whether the step is taken.</returns>
    public bool Tick(ref float phase)
    {
        bool isTaken = phase == 0;
        phase = phase + 1 < stride ? phase + 1 : 0;
        return isTaken;
    }

    /// <summary>Which steps of a window are taken.</summary>
    /// <param name="input">Says how many steps each row has.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps of a row without a length.</param>
    /// <param name="phases">That of the first row; moves on, and so do the others'.</param>
    /// <param name="stateSize">Floats from one row's to the next row's.</param>
    /// <param name="work">The workspace.</param>
    /// <param name="firstsAt">Receives of each row the first step that is taken; it may lie behind the window.</param>
    /// <param name="countsAt">Receives how many are taken.</param>
    public void Count(in SequenceInput input, int batch, int window, ref float phases, int stateSize, ref float work, in RowBuffer firstsAt, in RowBuffer countsAt)
    {
        Span<int> firsts = firstsAt.Integers(ref work), counts = countsAt.Integers(ref work);
        for (int b = 0; b < batch; b++)
        {
            ref float phase = ref Unsafe.Add(ref phases, (nint)b * stateSize);
            int steps = input.LengthOf(b, window), begun = Math.Clamp((int)phase, 0, stride - 1);   // a state may hold anything
            firsts[b] = begun == 0 ? 0 : stride - begun;
            counts[b] = steps <= firsts[b] ? 0 : (steps - firsts[b] + stride - 1) / stride;
            phase = (begun + steps) % stride;
        }
    }

    /// <summary>What the slower part sees of a sequence: how many steps each row has.</summary>
    public static SequenceInput Input(in SequenceInput input, ref float work, in RowBuffer counts) => new() { Lengths = counts.Integers(ref work), Dropout = input.Dropout };
}
