namespace EdgeSeq.Generators.Functions;

internal static class SeluFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "selu",
        Summary: "1.0507 x where x > 0, else 1.7581 (e^x - 1). The derivative at 0 is 1.7581.",
        Accuracy: [Accuracy.Ulp(2.1)],
        Source: "G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, Self-normalizing neural networks, NIPS 2017; PyTorch's SELU, whose derivative at 0 is 1.7581.",
        Rows: """
            e = elu(x)
            y = e * select(gt(x, 0), 1.0507009873554805, 1.7580993408473766)
            """,
        Derivatives: ["select(gt(y, 0), 1.0507009873554805 * d, d * (y + 1.7580993408473766))"]);
}
