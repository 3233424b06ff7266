namespace EdgeSeq.Generators.Cells;

/// <summary>The long short-term memory with a forget gate and without peepholes.</summary>
internal static class LstmCell
{
    public static readonly CellDefinition Definition = new(
        Name: "Lstm",
        Title: "Long short-term memory",
        Source: "S. Hochreiter, J. Schmidhuber, Neural Computation 9 (1997); forget gate by F. Gers, J. Schmidhuber, F. Cummins (2000); "
            + "gates i, f, g, o as in PyTorch (LSTM). The bias of the forget gate starts at 1 (R. Jozefowicz et al., ICML 2015).",
        Equations: """
            bias b_f = 1
            i = sigmoid(W_i x + U_i h + b_i)
            f = sigmoid(W_f x + U_f h + b_f)
            g = tanh(W_g x + U_g h + b_g)
            o = sigmoid(W_o x + U_o h + b_o)
            c' = f * c + i * g
            h' = o * tanh(c')
            """);
}
