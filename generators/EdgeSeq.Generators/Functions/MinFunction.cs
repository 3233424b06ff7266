namespace EdgeSeq.Generators.Functions;

/// <summary>
/// The word takes b where either is NaN: a NaN of a has to be put back.
/// </summary>
internal static class MinFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "min",
        Summary: "The smaller of a and b; NaN where either is NaN. Equal arguments share the derivative, half each.",
        Accuracy: [Accuracy.Exact],
        Source: "The derivative of equal arguments is half for each, as torch.minimum's.",
        Rows: """
            m = min(a, b)
            y = select(eq(a, a), m, a)
            """,
        Derivatives: ["d * (0.5 - 0.5 * sign(a - b))", "d * (0.5 + 0.5 * sign(a - b))"])
    {
        Arguments = ["a", "b"],
    };
}
