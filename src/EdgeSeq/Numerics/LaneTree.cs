using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeSeq.Numerics;

/// <summary>
/// Sixteen partial results of a reduction and the fixed tree that combines them: lane i with i + 8, then i + 4, i + 2,
/// i + 1. Vectors of 4, 8 and 16 floats fill the same lanes, so every instruction set gives the same bits.
/// </summary>
/// <remarks>One thread at a time.</remarks>
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
        Vector512.Create(value).StoreUnsafe(ref tree._lane);   // one store: vectors that are loaded soon after wait for several
        return tree;
    }

    /// <summary>The sum of the lanes.</summary>
    public readonly float Sum() => Sum(Vector512.LoadUnsafe(in _lane));

    /// <summary>The largest lane; which of several NaNs or zeros comes out is not specified.</summary>
    public readonly float Max() => Max(Vector512.LoadUnsafe(in _lane));

    /// <summary>The sum of sixteen lanes.</summary>
    public static float Sum(Vector512<float> lanes) => Sum(lanes.GetLower() + lanes.GetUpper());

    /// <summary>The sum of eight lanes, each of which is the sum of two.</summary>
    public static float Sum(Vector256<float> lanes) => Sum(lanes.GetLower() + lanes.GetUpper());

    /// <summary>The sum of four lanes, each of which is the sum of four.</summary>
    public static float Sum(Vector128<float> lanes) => (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);

    /// <summary>The largest of sixteen lanes.</summary>
    public static float Max(Vector512<float> lanes) => Max(Larger(lanes.GetLower(), lanes.GetUpper()));

    /// <summary>The largest of eight lanes.</summary>
    public static float Max(Vector256<float> lanes) => Max(Larger(lanes.GetLower(), lanes.GetUpper()));

    /// <summary>The largest of four lanes. Without branches: which lane is the largest cannot be predicted.</summary>
    public static float Max(Vector128<float> lanes)
    {
        lanes = Larger(lanes, Vector128.Shuffle(lanes, Vector128.Create(2, 3, 0, 1)));
        return Larger(lanes, Vector128.Shuffle(lanes, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    private static Vector256<float> Larger(Vector256<float> a, Vector256<float> b) =>
        Avx.IsSupported ? Avx.Max(b, a) : Vector256.ConditionalSelect(Vector256.GreaterThan(b, a), b, a);

    // The maximum of x86 is this very selection: a where either is no number.
    private static Vector128<float> Larger(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.Max(b, a) : Vector128.ConditionalSelect(Vector128.GreaterThan(b, a), b, a);
}
