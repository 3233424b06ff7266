using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace EdgeSeq.Numerics;

/// <summary>Room for the sums of one panel: what generated kernels put there where an instruction set has too few registers.</summary>
/// <remarks>One thread at a time.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[InlineArray(Length)]
public struct PanelSums
{
    /// <summary>Floats: the most blocks of a panel, 16 each.</summary>
    internal const int Length = 8 * 16;

    private float _first;
}
