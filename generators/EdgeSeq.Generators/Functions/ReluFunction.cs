namespace EdgeSeq.Generators.Functions;

internal static class ReluFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "relu",
        Summary: "max(0, x), exact; NaN stays NaN.",
        Source: "V. Nair, G. Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010.",
        Rows: """
            y = max(0, x)
            """,
        Derivatives: ["d * step(y)"]);
}
