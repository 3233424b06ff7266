namespace EdgeSeq.Generators.Functions;

internal static class NormalDensityFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "normal_density",
        Summary: "e^(-x^2 / 2).",
        Accuracy: [Accuracy.Ulp(1.6, from: -13, to: 13)],
        Source: "The rounding error of x^2 comes back as a factor: at x = 13 it alone would be 85 ulp.",
        Rows: """
            s = x * x
            r = fma(x, x, -s)
            e = exp(-0.5 * s)
            f = 0.5 * r
            y = fnma(f, e, e)
            """);
}
