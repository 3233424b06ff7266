namespace EdgeSeq.Generators.Functions;

internal static class FlushFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "flush",
        Summary: "x, or 0 where |x| is below 2^-100: decaying values stop before they become denormal, which cost 10 to 30 times as much.",
        Accuracy: [Accuracy.Exact],
        Source: ".NET has no flush-to-zero switch; 2^-100 leaves room for products before 2^-126.",
        Rows: """
            y = select(lt(abs(x), 7.888609052210118e-31), 0, x)
            """);
}
