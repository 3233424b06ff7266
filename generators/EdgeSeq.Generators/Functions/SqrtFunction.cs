namespace EdgeSeq.Generators.Functions;

internal static class SqrtFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "sqrt",
        Summary: "The square root; sqrt(-0) = -0, of negative numbers NaN. The derivative at 0 is infinite.",
        Accuracy: [Accuracy.Ulp(0.5)],
        Source: "IEEE 754, which every instruction set has as an instruction.",
        Rows: """
            y = sqrt(x)
            """,
        Derivatives: ["d / (2 * y)"])
    {
        MayBeInfinite = true,
    };
}
