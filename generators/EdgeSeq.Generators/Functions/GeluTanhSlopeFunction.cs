namespace EdgeSeq.Generators.Functions;

internal static class GeluTanhSlopeFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "gelu_tanh_slope",
        Summary: "The derivative of gelu_tanh.",
        Accuracy: [Accuracy.Absolute(2e-7)],
        Source: "sigmoid' = sigmoid (1 - sigmoid); slope(x) = 1 - slope(-x).",
        Rows: """
            v = min(11, abs(x))
            u = v * v
            w = fma(u, 0.0713548139, 1.59576917)
            q = sigmoid(-v * w)
            g = fma(u, 0.214064449, 1.59576917)
            p = (v - v * q) * g
            s = fnma(p, q, q)
            y = select(gt(x, 0), 1 - s, s)
            """);
}
