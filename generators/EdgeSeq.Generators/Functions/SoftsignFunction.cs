namespace EdgeSeq.Generators.Functions;

internal static class SoftsignFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "softsign",
        Summary: "x / (1 + |x|); -1 and 1 at infinity.",
        Accuracy: [Accuracy.Ulp(1.5)],
        Source: "J. Bergstra et al., Quadratic polynomials learn better image features, technical report 1337, Université de Montréal, 2009.",
        Rows: """
            z0 = max(-3.4028234663852886e38, x)
            z = min(3.4028234663852886e38, z0)
            y = z / (1 + abs(z))
            """,
        Derivatives: ["d / ((1 + abs(x)) * (1 + abs(x)))"]);
}
