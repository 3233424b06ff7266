namespace EdgeSeq.Generators.Functions;

internal static class ClipFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "clip",
        Summary: "x between low and high: min(high, max(low, x)); NaN stays NaN. The derivative is 1 on the bounds too.",
        Accuracy: [Accuracy.Exact],
        Source: "torch.clamp, whose derivative is 1 on the bounds too.",
        Rows: """
            y = min(high, max(low, x))
            """,
        Derivatives: ["select(lt(x, low), 0, select(gt(x, high), 0, d))", "select(lt(x, low), select(gt(low, high), 0, d), 0)", "select(gt(max(low, x), high), d, 0)"])
    {
        Arguments = ["x", "low", "high"],
    };
}
