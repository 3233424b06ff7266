namespace EdgeSeq.Generators.Functions;

internal static class SinFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "sin",
        Summary: "sin x; odd bit for bit. Of larger x some number between -1 and 1, the same everywhere; NaN at infinity.",
        Accuracy: [Accuracy.Ulp(1.6, from: -131072, to: 131072)],
        Source: SineRows.Source,
        Rows: SineRows.Of(quadrant: "t") + """

            h2 = xor(h, xor(x, v))
            y = xor(w, h2)
            """,
        Derivatives: ["d * cos(x)"]);
}
