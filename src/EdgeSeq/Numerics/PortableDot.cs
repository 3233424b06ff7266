using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EdgeSeq.Numerics;

/// <summary>The product of bytes on processors without an instruction for it. Called by generated code of the portable path.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PortableDot
{
    /// <summary>Adds to every sum the products of its four bytes.</summary>
    /// <param name="sums">Four sums.</param>
    /// <param name="x">Four bytes for each.</param>
    /// <param name="weights">Four bytes for each, none -128.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sums, Vector128<sbyte> x, Vector128<sbyte> weights)
    {
        // Two neighbouring products in the halves of an int, then two such sums in the halves of a long.
        Vector128<long> lower = Quads(Vector128.WidenLower(x) * Vector128.WidenLower(weights));
        Vector128<long> upper = Quads(Vector128.WidenUpper(x) * Vector128.WidenUpper(weights));
        return sums + Vector128.Narrow(lower, upper);
    }

    private static Vector128<long> Quads(Vector128<short> products)
    {
        Vector128<int> pairs = ((products.AsInt32() << 16) >> 16) + (products.AsInt32() >> 16);
        return pairs.AsInt64() + (pairs.AsInt64() >>> 32);
    }
}
