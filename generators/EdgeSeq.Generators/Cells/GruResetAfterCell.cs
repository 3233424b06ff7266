namespace EdgeSeq.Generators.Cells;

/// <summary>The gated recurrent unit of cuDNN and PyTorch: one recurrent product for all three gates.</summary>
internal static class GruResetAfterCell
{
    public static readonly CellDefinition Definition = new(
        Name: "GruResetAfter",
        Title: "Gated recurrent unit, reset gate after the recurrent weights",
        Source: "The variant of cuDNN and PyTorch (GRU) of K. Cho et al., EMNLP 2014; ONNX: linear_before_reset = 1. "
            + "z keeps the old state: z = 1 leaves h unchanged.",
        Equations: """
            r = sigmoid(W_r x + U_r h + b_r)
            z = sigmoid(W_z x + U_z h + b_z)
            n = tanh(W_n x + b_n + r * (U_n h + b_hn))
            h' = n + z * (h - n)
            """);
}
