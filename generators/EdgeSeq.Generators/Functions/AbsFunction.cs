namespace EdgeSeq.Generators.Functions;

internal static class AbsFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "abs",
        Summary: "|x|. The derivative at 0 is 0.",
        Accuracy: [Accuracy.Exact],
        Source: "The sign bit alone. The derivative at 0 is 0, as PyTorch's.",
        Rows: """
            y = abs(x)
            """,
        Derivatives: ["d * sign(x)"]);
}
