using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
        Unsafe.SkipInit(out LaneTree tree);
        var lanes = Vector128.Create(value);
        for (nuint i = 0; i < Lanes; i += 4)
        {
            lanes.StoreUnsafe(ref tree._lane, i);
        }

        return tree;
    }

    /// <summary>The sum of the lanes.</summary>
    public readonly float Sum()
    {
        Vector128<float> sum = (Quarter(0) + Quarter(2)) + (Quarter(1) + Quarter(3));
        return (sum[0] + sum[2]) + (sum[1] + sum[3]);
    }

    /// <summary>The largest lane; which of several NaNs or zeros comes out is not specified.</summary>
    public readonly float Max()
    {
        Vector128<float> max = Larger(Larger(Quarter(0), Quarter(2)), Larger(Quarter(1), Quarter(3)));
        return Larger(Larger(max[0], max[2]), Larger(max[1], max[3]));
    }

    private static Vector128<float> Larger(Vector128<float> a, Vector128<float> b) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(b, a), b, a);

    private static float Larger(float a, float b) => b > a ? b : a;

    private readonly Vector128<float> Quarter(nuint index) => Vector128.LoadUnsafe(in _lane, 4 * index);
}
