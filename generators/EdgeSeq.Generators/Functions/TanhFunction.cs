namespace EdgeSeq.Generators.Functions;

/// <summary>
/// With m / d = 2 tanh(|x| / 2): tanh |x| = m d / (d^2 + m^2 / 4), its denominator taken as m d + (d - m / 2)^2, so
/// that an error of m / d counts by 1 / cosh(x) only, the result is never above 1 and reaches 1 as d approaches m / 2
/// (9.02: tanh rounds to 1 from 9.011 on). Below 0.55 a polynomial, beside the division and not behind it. The sign comes back by bits.
/// </summary>
internal static class TanhFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "tanh",
        Summary: "tanh x; odd bit for bit; never beyond 1; tiny x as they are.",
        Accuracy: [Accuracy.Ulp(2.55)],
        Source: "Double-angle formula on a rational minimax of 2 tanh(x / 2), and an odd minimax polynomial below 0.55; both by our own Remez exchange.",
        Rows: """
            v = abs(x)
            h = xor(x, v)
            z = min(9.02000046, v)
            u = z * z
            c = z * u
            u2 = u * u
            m0 = fma(u, 0.000113781993, 0.029752044)
            d0 = fma(u, 0.113085337, 1.0)
            d1 = fma(u, 1.21905123e-06, 0.00120426808)
            m = fma(m0, c, z)
            d = fma(d1, u2, d0)
            e = fnma(m, 0.5, d)
            p = m * d
            q = fma(e, e, p)
            ps = or(p, h)
            k = ps / q
            l0 = fma(u, 0.0164378751, -0.0526720099)
            l1 = fma(l0, u, 0.133207291)
            l2 = fma(l1, u, -0.333329469)
            l3 = fma(l2, c, z)
            l = or(l3, h)
            near = lt(v, 0.550000012)
            y = select(near, l, k)
            """,
        Derivatives: ["d * (1 - y * y)"]);
}
