namespace EdgeSeq.Generators.Functions;

internal static class StepFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "step",
        Summary: "1 where x > 0, else 0: the derivative of relu, 0 at 0.",
        Accuracy: [Accuracy.Exact],
        Source: "The convention of PyTorch.",
        Rows: """
            y = select(gt(x, 0), 1, 0)
            """);
}
