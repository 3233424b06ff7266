namespace EdgeSeq.Generators.Functions;

internal static class MillsRatioFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "mills_ratio",
        Summary: "The tail of the normal distribution divided by e^(-x^2 / 2): e^(x^2 / 2) erfc(x / sqrt(2)) / 2, for x from 0 to 15.",
        Accuracy: [Accuracy.Ulp(5, from: 0, to: 15)],
        Source: "After N. Juffa's erfcx: a polynomial of (x - 3) / (x + 3) divided by x + 3; minimax by our own Remez exchange, "
            + "relative error 0.016 * 2^-24.",
        Rows: """
            t = 1 / (x + 3)
            q0 = fma(t, -6, 1)
            a = q0 + 1
            m = fnma(a, 3, x)
            f = fnma(q0, x, m)
            q = fma(t, f, q0)
            u = q * q
            e0 = fma(u, 5.44890754e-05, -0.000244730065)
            o0 = fma(u, 0.00013133022, -0.00103257364)
            e1 = fma(e0, u, 0.00102475402)
            o1 = fma(o0, u, 0.00696931127)
            e2 = fma(e1, u, -0.0104625132)
            o2 = fma(o1, u, -0.0472626872)
            e3 = fma(e2, u, 0.230017707)
            o3 = fma(o2, u, -0.509332001)
            e = fma(e3, u, 0.729083717)
            p = fma(o3, q, e)
            y = p * t
            """);
}
