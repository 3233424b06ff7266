namespace EdgeSeq.Generators.Functions;

/// <summary>
/// <c>c / (c + c e^-x)</c> with c = 2^-24: one formula for both signs, and c keeps c e^-x finite down to x = -104, below which the
/// result rounds to 0. 12583015 = 1.5 * 2^23 + 103 leaves n + 103 = (n - 24) + 127 in the low bits, so that shifting them
/// into the exponent gives 2^(n - 24). g is exact and feeds the polynomial; the corrected r only its linear term, which takes
/// the second reduction step off the critical path.
/// </summary>
internal static class SigmoidFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "sigmoid",
        Summary: "1 / (1 + e^-x); sigmoid(0) = 0.5; never above 1.",
        Accuracy: [Accuracy.Ulp(1.51, from: 0), Accuracy.Ulp(2.74)],
        Source: "Reduction and coefficients as in exp.",
        Rows: """
            z0 = max(-104.0, x)
            z = min(30.0, z0)
            t = fma(z, -1.44269502, 12583015.0)
            n = t - 12583015.0
            g = fma(n, 0.693147182, z)
            r = fnma(n, 1.90465421e-09, g)
            s = shl(t, 23)
            d = s + 5.96046448e-08
            r2 = g * g
            r4 = r2 * r2
            a = fnma(g, 0.166664883, 0.5)
            b0 = fnma(g, 0.00837230217, 0.0416655503)
            b = fma(r2, 0.00140361255, b0)
            w0 = fnma(a, r2, r)
            w = fnma(b, r4, w0)
            q = fnma(w, s, d)
            y = 5.96046448e-08 / q
            """,
        Derivatives: ["d * y * (1 - y)"]);
}
