namespace EdgeSeq.Generators.Cells;

/// <summary>The gated recurrent unit as first published: an affine map reads <c>r * h</c>.</summary>
internal static class GruResetBeforeCell
{
    public static readonly CellDefinition Definition = new(
        Name: "GruResetBefore",
        Title: "Gated recurrent unit, reset gate before the recurrent weights",
        Source: "K. Cho et al., Learning phrase representations using RNN encoder-decoder, EMNLP 2014, equations 5 to 8. "
            + "z keeps the old state: z = 1 leaves h unchanged.",
        Equations: """
            r = sigmoid(W_r x + U_r h + b_r)
            z = sigmoid(W_z x + U_z h + b_z)
            n = tanh(W_n x + U_n (r * h) + b_n)
            h' = n + z * (h - n)
            """);
}
