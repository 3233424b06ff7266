namespace EdgeSeq.Generators.Functions;

internal static class GeluSlopeFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "gelu_slope",
        Summary: "The derivative of gelu.",
        Accuracy: [Accuracy.Absolute(2e-7)],
        Source: "P(x) + x p(x); slope(x) = 1 - slope(-x).",
        Rows: """
            v = min(15, abs(x))
            e = normal_density(v)
            t = e * mills_ratio(v)
            p = v * e
            s = fnma(p, 0.398942292, t)
            y = select(gt(x, 0), 1 - s, s)
            """);
}
