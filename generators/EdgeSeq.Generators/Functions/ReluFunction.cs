namespace EdgeSeq.Generators.Functions;

internal static class ReluFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "relu",
        Summary: "max(0, x); NaN stays NaN. The derivative at 0 is 0.",
        Accuracy: [Accuracy.Exact],
        Source: "V. Nair, G. Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010.",
        Rows: """
            y = max(0, x)
            """,
        Derivatives: ["d * step(y)"]);
}
