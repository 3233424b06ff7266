namespace EdgeSeq.Generators.Functions;

/// <summary>
/// (1 + tanh(g / 2)) / 2 = sigmoid(g); then as silu.
/// </summary>
internal static class GeluTanhFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "gelu_tanh",
        Summary: "x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2; 0 at -infinity.",
        Accuracy: [Accuracy.Ulp(2, from: 0), Accuracy.Ulp(6.6, from: -2), Accuracy.Ulp(34, from: -5), Accuracy.Ulp(155, from: -9)],
        Source: "D. Hendrycks, K. Gimpel, Gaussian error linear units, 2016; PyTorch's GELU with approximate='tanh'.",
        Rows: """
            v = min(11, abs(x))
            u = v * v
            w = fma(u, 0.0713548139, 1.59576917)
            q = sigmoid(-v * w)
            y = fnma(v, q, max(0, x))
            """,
        Derivatives: ["d * gelu_tanh_slope(x)"]);
}
