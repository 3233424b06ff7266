namespace EdgeSeq.Generators.Functions;

/// <summary>
/// exp's rows, whose w is e^r - 1 without a loss of digits: e^x - 1 = s w + (s - 1) with s = 2^n.
/// </summary>
internal static class EluFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "elu",
        Summary: "x where x > 0, else e^x - 1. The derivative at 0 is 1.",
        Accuracy: [Accuracy.Ulp(1.05)],
        Source: "D.-A. Clevert, T. Unterthiner, S. Hochreiter, Fast and accurate deep network learning by exponential linear units, ICLR 2016; PyTorch's ELU with alpha = 1.",
        Rows: """
            z0 = max(-30.0, x)
            z = min(0.0, z0)
            t = fma(z, 1.44269502, 12583039.0)
            n = t - 12583039.0
            g = fnma(n, 0.693147182, z)
            r = fma(n, 1.90465421e-09, g)
            s = shl(t, 23)
            r2 = r * r
            a = fma(r, 0.166664883, 0.5)
            b0 = fma(r, 0.00837230217, 0.0416655503)
            b = fma(r2, 0.00140361255, b0)
            c = fma(b, r2, a)
            w = fma(c, r2, r)
            m = s - 1
            e = fma(w, s, m)
            y = select(gt(x, 0), x, e)
            """,
        Derivatives: ["d * min(y + 1, 1)"]);
}
