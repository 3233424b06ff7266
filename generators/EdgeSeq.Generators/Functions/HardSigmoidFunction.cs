namespace EdgeSeq.Generators.Functions;

internal static class HardSigmoidFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "hard_sigmoid",
        Summary: "x / 6 + 1 / 2 between 0 and 1; NaN stays NaN. The derivative is 0 on the bounds, at -3 and 3.",
        Accuracy: [Accuracy.Ulp(1.01)],
        Source: "PyTorch's Hardsigmoid, computed as there, whose derivative is 0 on the bounds. Keras 2's is "
            + "clip(0.2 * x + 0.5, 0, 1).",
        Rows: """
            z = min(6, max(0, x + 3))
            y = z / 6
            """,
        Derivatives: ["d * step(3 - abs(x)) / 6"]);
}
