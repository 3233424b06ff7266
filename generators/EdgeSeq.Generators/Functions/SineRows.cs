namespace EdgeSeq.Generators.Functions;

/// <summary>
/// What sin and cos share. |x| = n pi / 2 + r with |r| below pi / 4: pi / 2 in three floats, each taken off by a fused multiply-add, the
/// first without any rounding. 12582912 = 1.5 * 2^23 rounds to the integer n and leaves it in the low bits: bit 0 says whether sin or cos
/// of r is the result, bit 1 its sign. Beyond 2^22 quarters n is no longer that: r is cut off there, so that the result stays within 1.
/// </summary>
internal static class SineRows
{
    public const string Source =
        "Reduction by W. Cody, W. Waite, Software Manual for the Elementary Functions (1980); minimax by our own Remez exchange, "
        + "relative error 0.074 * 2^-24.";

    /// <param name="quadrant">The integer whose lowest bits choose, as a row: n for sin, and one more for cos.</param>
    public static string Of(string quadrant) => $"""
        v = abs(x)
        t = fma(v, 0.636619747, 12582912.0)
        n = t - 12582912.0
        g = fnma(n, 1.57079637, v)
        g1 = fma(n, 4.37113883e-08, g)
        g2 = fma(n, 1.71512451e-15, g1)
        g3 = max(-0.8, g2)
        r = min(0.8, g3)
        u = r * r
        c = u * r
        u2 = u * u
        s0 = fma(u, -0.000195030734, 0.00833207089)
        s1 = fma(s0, u, -0.166666538)
        s = fma(s1, c, r)
        k0 = fma(u, 2.44191961e-05, -0.00138871942)
        k1 = fma(k0, u, 0.0416666418)
        k2 = fma(u, -0.5, 1.0)
        k = fma(k1, u2, k2)
        q = {quadrant}
        odd = sar(shl(q, 31), 31)
        w = select(odd, k, s)
        h = and(shl(q, 30), 0x80000000)
        """;
}
