namespace EdgeSeq.Generators.Functions;

/// <summary>
/// max(0, x) - |x| t with t, the tail beyond |x|, whose digits are all kept: 1 + erf(x / sqrt(2)) would lose them below 0.
/// </summary>
internal static class GeluFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "gelu",
        Summary: "x P(x), P the normal distribution; 0 at -infinity.",
        Accuracy: [Accuracy.Ulp(4.3, from: 0), Accuracy.Ulp(6.4, from: -13)],
        Source: "D. Hendrycks, K. Gimpel, Gaussian error linear units, 2016; PyTorch's GELU.",
        Rows: """
            v = min(15, abs(x))
            t = normal_density(v) * mills_ratio(v)
            y = fnma(v, t, max(0, x))
            """,
        Derivatives: ["d * gelu_slope(x)"]);
}
