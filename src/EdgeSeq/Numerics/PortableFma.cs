using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeSeq.Numerics;

/// <summary>
/// The fused multiply-add of floats, <c>a * b + c</c> rounded once, on processors that have none (x86-64 before AVX2).
/// The bits are those of the hardware instruction, NaN payloads excepted. Called by generated code of the portable path.
/// </summary>
/// <remarks>
/// <para>
/// The product of two floats is exact in a double (48 of 53 bits). The double sum <c>s</c> is rounded, and rounding it again
/// to a float can go wrong only where the first rounding moved it <i>onto</i> a point halfway between two floats: anywhere else
/// both roundings fall on the same side. For a normal result such a point has the low 29 bits of <c>s</c> equal to
/// <c>0x10000000</c>. For a subnormal one the place of the halfway bit varies, so that all of these count as suspects, and so
/// does the smallest normal 2^-126, which <c>s</c> may have reached from the halfway point below it. A result of zero is no
/// suspect: it comes from <c>|s|</c> at most 2^-150, and sums as small as that are exact.
/// </para>
/// <para>
/// Suspects are redone with the double sum <i>rounded to odd</i>: where the sum is inexact, the neighbour with the odd
/// significand is taken. It is never halfway between floats and lies on the same side as the exact sum. (S. Boldo and
/// G. Melquiond, Emulation of FMA and correctly rounded sums, IEEE Transactions on Computers 57(4), 2008. The error of the sum
/// comes from Knuth's TwoSum.)
/// </para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PortableFma
{
    /// <summary>The bits of a double that a normal float has no room for.</summary>
    private const int Discarded = 0x1FFFFFFF;

    /// <summary>The discarded bits of a double halfway between two normal floats.</summary>
    private const int Halfway = 0x10000000;

    private const int WithoutSign = 0x7FFFFFFF;

    /// <summary>
    /// Moves magnitude 1 to the least int and magnitude 0 to the greatest, so that one signed comparison
    /// finds the magnitudes from 1 to a limit.
    /// </summary>
    private const int ZeroLast = 0x7FFFFFFF;

    /// <summary>One past the bits of 2^-126, moved by <see cref="ZeroLast"/>.</summary>
    private const int SubnormalEnd = unchecked(0x00800001 + ZeroLast);

    /// <summary>Four lanes of <c>a * b + c</c>, each rounded once.</summary>
    /// <returns>The lanes that a hardware fused multiply-add would give.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Vector128<float> Fma(Vector128<float> a, Vector128<float> b, Vector128<float> c)
    {
        Vector128<double> lower = Vector128.WidenLower(a) * Vector128.WidenLower(b) + Vector128.WidenLower(c);
        Vector128<double> upper = Vector128.WidenUpper(a) * Vector128.WidenUpper(b) + Vector128.WidenUpper(c);
        Vector128<float> result = Vector128.Narrow(lower, upper);

        Vector128<int> discarded = LowHalves(lower, upper) & Vector128.Create(Discarded);
        Vector128<int> magnitude = result.AsInt32() & Vector128.Create(WithoutSign);
        Vector128<int> suspects = Vector128.Equals(discarded, Vector128.Create(Halfway))
            | Vector128.LessThan(magnitude + Vector128.Create(ZeroLast), Vector128.Create(SubnormalEnd));
        if (suspects.ExtractMostSignificantBits() != 0)
        {
            result = ThroughOdd(a, b, c);
        }

        return result;
    }

    /// <summary><c>a * b + c</c>, rounded once.</summary>
    /// <returns>What a hardware fused multiply-add would give.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static float Fma(float a, float b, float c)
    {
        double sum = (double)a * b + c;
        float result = (float)sum;

        int discarded = (int)BitConverter.DoubleToInt64Bits(sum) & Discarded;
        int magnitude = BitConverter.SingleToInt32Bits(result) & WithoutSign;
        bool suspect = discarded == Halfway || unchecked(magnitude + ZeroLast) < SubnormalEnd;
        return suspect ? ThroughOdd(a, b, c) : result;
    }

    /// <summary>The low 32 bits of four doubles: <c>Vector128.Narrow</c> of longs, which .NET 10 compiles to three shuffles instead of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> LowHalves(Vector128<double> lower, Vector128<double> upper) => Sse.IsSupported
        ? Sse.Shuffle(lower.AsSingle(), upper.AsSingle(), 0b10_00_10_00).AsInt32()
        : Vector128.Narrow(lower.AsInt64(), upper.AsInt64());

    /// <summary>The same for any lanes, suspects or not. Rare, hence kept out of the callers' code.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<float> ThroughOdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.Narrow(
        SumRoundedToOdd(Vector128.WidenLower(a) * Vector128.WidenLower(b), Vector128.WidenLower(c)),
        SumRoundedToOdd(Vector128.WidenUpper(a) * Vector128.WidenUpper(b), Vector128.WidenUpper(c)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float ThroughOdd(float a, float b, float c) =>
        (float)SumRoundedToOdd(Vector128.CreateScalar((double)a * b), Vector128.CreateScalar((double)c)).ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> SumRoundedToOdd(Vector128<double> x, Vector128<double> y)
    {
        Vector128<double> sum = x + y;
        Vector128<double> yInSum = sum - x;
        Vector128<double> error = (x - (sum - yInSum)) + (y - yInSum);

        // An error of infinities or NaN is NaN: neither below nor above zero, so that the sum stays as it is.
        Vector128<long> inexact = (Vector128.LessThan(error, Vector128<double>.Zero)
            | Vector128.GreaterThan(error, Vector128<double>.Zero)).AsInt64();
        Vector128<long> bits = sum.AsInt64();
        Vector128<long> even = (bits & Vector128<long>.One) - Vector128<long>.One; // all ones, or zero for an odd significand

        // +1 where the error enlarges the sum's magnitude, -1 where it lessens it: the odd neighbour on the exact side.
        Vector128<long> opposed = Vector128.ShiftRightLogical(bits ^ error.AsInt64(), 63);
        Vector128<long> step = Vector128<long>.One - (opposed + opposed);
        return (bits + (step & even & inexact)).AsDouble();
    }
}
