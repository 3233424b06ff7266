namespace EdgeSeq.Generators.Functions;

internal static class SiluSlopeFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "silu_slope",
        Summary: "The derivative of silu.",
        Accuracy: [Accuracy.Absolute(1e-7)],
        Source: "1 - slope(-x) = slope(x), as of every x q(x) with q(x) + q(-x) = 1.",
        Rows: """
            v = min(104, abs(x))
            q = sigmoid(-v)
            p = v - v * q
            s = fnma(p, q, q)
            y = select(gt(x, 0), 1 - s, s)
            """);
}
