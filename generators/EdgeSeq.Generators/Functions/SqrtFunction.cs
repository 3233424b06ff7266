namespace EdgeSeq.Generators.Functions;

internal static class SqrtFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "sqrt",
        Summary: "The square root, correctly rounded; sqrt(-0) = -0, of negative numbers NaN.",
        Source: "IEEE 754, which every instruction set has as an instruction. The derivative at 0 is infinite.",
        Rows: """
            y = sqrt(x)
            """,
        Derivatives: ["d / (2 * y)"]);
}
