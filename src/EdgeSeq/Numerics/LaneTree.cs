using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// Sixteen partial results of a reduction and the fixed tree that combines them: lane i with i + 8, then i + 4, i + 2,
/// i + 1. Vectors of 4, 8 and 16 floats fill the same lanes, so every instruction set gives the same bits.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[InlineArray(Lanes)]
public struct LaneTree
{
    /// <summary>Lanes: the floats of the widest vector.</summary>
    public const int Lanes = 16;

    private float _lane;

    /// <summary>All lanes equal to <paramref name="value"/>.</summary>
    public static LaneTree Filled(float value)
    {
        var tree = new LaneTree();
        ((Span<float>)tree).Fill(value);
        return tree;
    }

    /// <summary>The sum of the lanes.</summary>
    public readonly float Sum()
    {
        LaneTree tree = this;
        for (int half = Lanes / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                tree[i] += tree[i + half];
            }
        }

        return tree[0];
    }

    /// <summary>The largest lane; which of several NaNs or zeros comes out is not specified.</summary>
    public readonly float Max()
    {
        LaneTree tree = this;
        for (int half = Lanes / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                tree[i] = tree[i + half] > tree[i] ? tree[i + half] : tree[i];
            }
        }

        return tree[0];
    }
}
