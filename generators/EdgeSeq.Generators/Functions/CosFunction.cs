namespace EdgeSeq.Generators.Functions;

internal static class CosFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "cos",
        Summary: "cos x; even bit for bit. Of larger x some number between -1 and 1, the same everywhere; NaN at infinity.",
        Accuracy: [Accuracy.Ulp(1.6, from: -131072, to: 131072)],
        Source: SineRows.Source,
        Rows: SineRows.Of(quadrant: "iadd(t, 0x00000001)") + """

            y = xor(w, h)
            """,
        Derivatives: ["-d * sin(x)"]);
}
