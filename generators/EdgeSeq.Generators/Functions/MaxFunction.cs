namespace EdgeSeq.Generators.Functions;

/// <summary>
/// The word takes b where either is NaN: a NaN of a has to be put back.
/// </summary>
internal static class MaxFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "max",
        Summary: "The larger of a and b; NaN where either is NaN. Equal arguments share the derivative, half each.",
        Accuracy: [Accuracy.Exact],
        Source: "The derivative of equal arguments is half for each, as torch.maximum's.",
        Rows: """
            m = max(a, b)
            y = select(eq(a, a), m, a)
            """,
        Derivatives: ["d * (0.5 + 0.5 * sign(a - b))", "d * (0.5 - 0.5 * sign(a - b))"])
    {
        Arguments = ["a", "b"],
    };
}
