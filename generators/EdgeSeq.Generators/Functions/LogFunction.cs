namespace EdgeSeq.Generators.Functions;

/// <summary>
/// x = 2^n m with m in [2/3, 4/3): ln x = n ln 2 + log1p(m - 1), and m - 1 is exact. Subnormal numbers are scaled by
/// 2^23 first (12582935 takes the 23 out again). 0x3f2aaaab are the bits of 2/3, 0x4b400000 those of 12582912, which turn
/// an integer into a float. One float of ln 2 is enough: n times its error is 0.05 ulp of n ln 2.
/// </summary>
internal static class LogFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "log",
        Summary: "ln x; ln 0 = -infinity, of negative numbers NaN.",
        Accuracy: [Accuracy.Ulp(1.01)],
        Source: "Range centred on 1 as in Arm's optimized routines (logf); minimax of log1p(f) / f on [-1/3, 1/3] by our own Remez exchange, "
            + "relative error 0.084 * 2^-24.",
        Rows: """
            tiny = lt(x, 1.17549435e-38)
            x0 = x * 8388608.0
            x1 = select(tiny, x0, x)
            k = select(tiny, 12582935.0, 12582912.0)
            i = isub(x1, 0x3f2aaaab)
            e = sar(i, 23)
            e0 = shl(e, 23)
            m = isub(x1, e0)
            f = m - 1.0
            e1 = iadd(e, 0x4b400000)
            n = e1 - k
            f2 = f * f
            f4 = f2 * f2
            a0 = fma(f, 0.333331972, -0.5)
            b0 = fma(f, 0.200114325, -0.249999195)
            c0 = fma(f, 0.139897957, -0.166744515)
            d0 = fma(f, 0.14059262, -0.122731529)
            a1 = fma(b0, f2, a0)
            b1 = fma(d0, f2, c0)
            b2 = fma(f4, -0.124912515, b1)
            q = fma(b2, f4, a1)
            w = fma(q, f2, f)
            y0 = fma(n, 0.693147182, w)
            positive = gt(x, 0.0)
            y1 = select(positive, y0, 0xff800000)
            negative = lt(x, 0.0)
            y2 = select(negative, 0x7fc00000, y1)
            finite = lt(x, 0x7f800000)
            y = select(finite, y2, x)
            """,
        Derivatives: ["d / x"])
    {
        MayBeInfinite = true,
    };
}
