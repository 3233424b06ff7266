namespace EdgeSeq.Generators.Cells;

/// <summary>The gated recurrent unit without a reset gate.</summary>
internal static class GruSimplifiedCell
{
    public static readonly CellDefinition Definition = new(
        Name: "GruSimplified",
        Title: "Gated recurrent unit, simplified: no reset gate",
        Source: "A. Ng, Sequence models (deeplearning.ai, 2018), week 1, GRU (simplified), there with c for h. "
            + "u takes the candidate: u = 1 replaces h.",
        Equations: """
            n = tanh(W_n x + U_n h + b_n)
            u = sigmoid(W_u x + U_u h + b_u)
            h' = u * n + (1 - u) * h
            """);
}
