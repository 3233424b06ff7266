namespace EdgeSeq.Generators.Functions;

/// <summary>
/// max(0, x) + ln(1 + e) with e = e^-|x|, and ln(1 + e) = 2 artanh(t / 2) of t = e / (1 + e / 2), which keeps all digits of a small e.
/// </summary>
internal static class SoftplusFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "softplus",
        Summary: "ln(1 + e^x).",
        Accuracy: [Accuracy.Ulp(2.9)],
        Source: "C. Dugas et al., Incorporating second-order functional knowledge for better option pricing, NIPS 2000. "
            + "Minimax of the inverse hyperbolic tangent by our own Remez exchange, relative error 0.075 * 2^-24.",
        Rows: """
            e = exp(-abs(x))
            f = fma(e, 0.5, 1)
            t = e / f
            u = t * t
            c = t * u
            l0 = fma(u, 0.000547109579, 0.00218764064)
            l1 = fma(l0, u, 0.0125067271)
            l2 = fma(l1, u, 0.0833330229)
            l = fma(l2, c, t)
            y = max(0, x) + l
            """,
        Derivatives: ["d * sigmoid(x)"]);
}
