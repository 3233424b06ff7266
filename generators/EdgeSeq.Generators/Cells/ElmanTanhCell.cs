namespace EdgeSeq.Generators.Cells;

/// <summary>The vanilla recurrent network.</summary>
internal static class ElmanTanhCell
{
    public static readonly CellDefinition Definition = new(
        Name: "ElmanTanh",
        Title: "Vanilla recurrent network (tanh)",
        Source: "J. L. Elman, Finding structure in time, Cognitive Science 14 (1990); PyTorch RNN with nonlinearity='tanh'.",
        Equations: """
            h' = tanh(W_h x + U_h h + b_h)
            """);
}
