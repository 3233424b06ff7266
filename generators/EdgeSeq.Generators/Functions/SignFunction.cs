namespace EdgeSeq.Generators.Functions;

internal static class SignFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "sign",
        Summary: "1, -1, or 0 where x is 0 or NaN: the derivative of abs.",
        Accuracy: [Accuracy.Exact],
        Source: "PyTorch's convention at 0.",
        Rows: """
            y = select(gt(x, 0), 1, select(lt(x, 0), -1, 0))
            """);
}
