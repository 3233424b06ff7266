namespace EdgeSeq.Generators.Functions;

/// <summary>
/// With h = floor(n / 2), <c>e^x = 2^h (1 + w) * 2^(n - h)</c>: the first factor is normal, so the last multiplication rounds subnormal
/// results once, overflows to infinity by itself and carries NaN. Adding n to the exponent's bits would not.
/// Beyond -104 and 89 the result rounds to 0 or overflows. 12583166 = 1.5 * 2^23 + 254 rounds x log2(e) to the
/// integer n and leaves n + 254 in the low bits: <c>s</c> and <c>s2</c> are powers of two made from its halves.
/// </summary>
internal static class ExpFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "exp",
        Summary: "e^x; subnormal results are rounded once.",
        Accuracy: [Accuracy.Ulp(1.05)],
        Source: "Reduction by W. Cody, W. Waite, Software Manual for the Elementary Functions (1980); Estrin's scheme as in J.-M. Muller, Elementary "
            + "Functions, 3rd ed. (2016); minimax coefficients by our own Remez exchange, relative error 0.073 * 2^-24.",
        Rows: """
            z0 = max(-104.0, x)
            z = min(89.0, z0)
            t = fma(z, 1.44269502, 12583166.0)
            n = t - 12583166.0
            g = fnma(n, 0.693147182, z)
            r = fma(n, 1.90465421e-09, g)
            i = shr(t, 1)
            s = shl(i, 23)
            j = shl(t, 23)
            s2 = isub(j, s)
            r2 = r * r
            a = fma(r, 0.166664883, 0.5)
            b0 = fma(r, 0.00837230217, 0.0416655503)
            b = fma(r2, 0.00140361255, b0)
            c = fma(b, r2, a)
            w = fma(c, r2, r)
            y0 = fma(w, s, s)
            y = y0 * s2
            """,
        Derivatives: ["d * y"])
    {
        MayBeInfinite = true,
    };
}
