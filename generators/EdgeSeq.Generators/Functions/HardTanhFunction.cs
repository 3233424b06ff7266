namespace EdgeSeq.Generators.Functions;

internal static class HardTanhFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "hard_tanh",
        Summary: "x between -1 and 1; NaN stays NaN. The derivative is 0 on the bounds.",
        Accuracy: [Accuracy.Exact],
        Source: "PyTorch's Hardtanh, whose derivative is 0 on the bounds.",
        Rows: """
            y = min(1, max(-1, x))
            """,
        Derivatives: ["d * step(1 - abs(y))"]);
}
