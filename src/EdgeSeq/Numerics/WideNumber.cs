using System.Runtime.CompilerServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// A number at least 0 whose exponent has a word of its own: sums over paths of a hundred thousand steps neither vanish nor overflow, which is what logarithms
/// are usually taken for; but a sum is one addition instead of an exponential and a logarithm, and exact to a rounding. +, -, * and / of
/// doubles are all it takes, so it has the same bits everywhere.
/// </summary>
/// <remarks>The number is <c>value * 2^(256 power)</c>, where the value is 0 or from 2^-128 to below 2^128, so that products need one correction at most.</remarks>
internal readonly struct WideNumber
{
    private const double Log2E = 1.4426950408889634, Ln2High = 0.693147180369123816490, Ln2Low = 1.90821492927058770002e-10;
    private const double Ln2 = 0.6931471805599453, UnitLn = 256 * Ln2;
    private const double Least = 2.938735877055718769921e-39;          // 2^-128
    private const double Bound = 340282366920938463463374607431768211456.0;   // 2^128
    private const double Unit = Bound * Bound, PartOfUnit = Least * Least;

    private readonly double _value;
    private readonly long _power;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private WideNumber(double value, long power) => (_value, _power) = (value, power);

    /// <summary>1.</summary>
    public static WideNumber One => new(1, 0);

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => _value == 0;

    /// <summary>The sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideNumber operator +(WideNumber a, WideNumber b) => a._power == b._power ? Lowered(a._value + b._value, a._power) : Unequal(a, b);

    /// <summary>Whether one is larger than the other.</summary>
    public static bool operator >(WideNumber a, WideNumber b) =>
        a.IsZero || b.IsZero ? b.IsZero && !a.IsZero
        : a._power != b._power ? a._power > b._power
        : a._value > b._value;

    /// <summary>Whether one is smaller than the other.</summary>
    public static bool operator <(WideNumber a, WideNumber b) => b > a;

    /// <summary>The product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideNumber operator *(WideNumber a, WideNumber b)
    {
        double value = a._value * b._value;
        long power = a._power + b._power;
        return value is >= Least and < Bound ? new(value, power) : Corrected(value, power);
    }

    /// <summary>1 divided by it; of 0 infinite.</summary>
    public WideNumber Inverse => Corrected(1 / _value, -_power);

    /// <summary>As a double, which may vanish or be infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double ToDouble() => _power switch
    {
        0 => _value,
        -1 => _value * PartOfUnit,
        -2 => _value * PartOfUnit * PartOfUnit,
        1 => _value * Unit,
        2 => _value * Unit * Unit,
        _ => _power < 0 || _value == 0 ? 0 : double.PositiveInfinity,
    };

    /// <summary>A double that is at least 0, and finite.</summary>
    public static WideNumber Of(double value) => value is >= Least and < Bound ? new(value, 0) : Corrected(value, 0);

    /// <summary>e^x to a few units of the last place; 0 below -1e9, and for NaN.</summary>
    /// <param name="x">At most 1e9.</param>
    public static WideNumber Exp(double x)
    {
        if (!(x >= -1e9))
        {
            return default;
        }

        // x = n ln 2 + r with |r| <= ln 2 / 2, where the series of e^r ends after 13 terms.
        double n = Math.Floor((x * Log2E) + 0.5);
        double r = x - (n * Ln2High) - (n * Ln2Low);
        double sum = 1.0 / 6227020800;
        sum = (sum * r) + (1.0 / 479001600);
        sum = (sum * r) + (1.0 / 39916800);
        sum = (sum * r) + (1.0 / 3628800);
        sum = (sum * r) + (1.0 / 362880);
        sum = (sum * r) + (1.0 / 40320);
        sum = (sum * r) + (1.0 / 5040);
        sum = (sum * r) + (1.0 / 720);
        sum = (sum * r) + (1.0 / 120);
        sum = (sum * r) + (1.0 / 24);
        sum = (sum * r) + (1.0 / 6);
        sum = (sum * r) + 0.5;
        sum = (sum * r) + 1;
        sum = (sum * r) + 1;
        long exponent = (long)n, power = (exponent + 128) >> 8;
        return Corrected(sum * TwoTo(exponent - (power << 8)), power);
    }

    /// <summary>e^(x - the largest x), of each within 4 ulp of a float.</summary>
    /// <param name="x">At least one number.</param>
    /// <param name="rounded">Receives them as floats, where those below 1e-38 vanish.</param>
    /// <param name="result">Receives them.</param>
    /// <returns>The largest x.</returns>
    public static float Exponentials(ReadOnlySpan<float> x, Span<float> rounded, Span<WideNumber> result)
    {
        const float LeastNormal = -87;
        float highest = float.NegativeInfinity;
        foreach (float one in x)
        {
            highest = Math.Max(highest, one);
        }

        for (int i = 0; i < x.Length; i++)
        {
            rounded[i] = x[i] - highest;
            result[i] = rounded[i] < LeastNormal ? Exp(rounded[i]) : default;
        }

        VectorMath.Exp(rounded, rounded);
        for (int i = 0; i < x.Length; i++)
        {
            result[i] = result[i].IsZero ? Of(rounded[i]) : result[i];
        }

        return highest;
    }

    /// <summary>Its natural logarithm to a few units of the last place; minus infinity of 0.</summary>
    public double Log()
    {
        if (IsZero)
        {
            return double.NegativeInfinity;
        }

        // value = 2^e m with m around 1; ln m = 2 artanh((m - 1) / (m + 1)).
        long bits = BitConverter.DoubleToInt64Bits(_value);
        long exponent = (bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1023L << 52));
        if (m > 1.4142135623730951)
        {
            (m, exponent) = (m / 2, exponent + 1);
        }

        double s = (m - 1) / (m + 1), square = s * s, sum = 0;
        for (int k = 23; k >= 1; k -= 2)
        {
            sum = (sum * square) + (1.0 / k);
        }

        return (_power * UnitLn) + (exponent * Ln2) + (2 * s * sum);
    }

    private static WideNumber Unequal(WideNumber a, WideNumber b)
    {
        if (a.IsZero || b.IsZero)
        {
            return a.IsZero ? b : a;
        }

        (WideNumber larger, WideNumber smaller) = a._power > b._power ? (a, b) : (b, a);
        return larger._power - smaller._power > 1
            ? larger                                                                    // the other is below its last place
            : Lowered(larger._value + (smaller._value * PartOfUnit), larger._power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static WideNumber Lowered(double value, long power) => value < Bound ? new(value, power) : new(value * PartOfUnit, power + 1);

    private static WideNumber Corrected(double value, long power) =>
        value == 0 ? default
        : value < Least ? new(value * Unit, power - 1)
        : Lowered(value, power);

    private static double TwoTo(long exponent) => BitConverter.Int64BitsToDouble((exponent + 1023) << 52);
}
