namespace EdgeSeq.Generators.Functions;

/// <summary>
/// x sigmoid(x) = max(0, x) - |x| sigmoid(-|x|): no difference of equal numbers, and infinity times 0 nowhere.
/// </summary>
internal static class SiluFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "silu",
        Summary: "x sigmoid(x), also called swish; 0 at -infinity.",
        Accuracy: [Accuracy.Ulp(2.75, from: -16), Accuracy.Ulp(3.9, from: -87)],
        Source: "D. Hendrycks, K. Gimpel, Gaussian error linear units, 2016; S. Elfwing, E. Uchibe, K. Doya, Neural Networks 107 (2018); PyTorch's SiLU.",
        Rows: """
            v = min(104, abs(x))
            q = sigmoid(-v)
            y = fnma(v, q, max(0, x))
            """,
        Derivatives: ["d * silu_slope(x)"]);
}
