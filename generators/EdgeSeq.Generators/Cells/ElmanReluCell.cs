namespace EdgeSeq.Generators.Cells;

/// <summary>The vanilla recurrent network with rectified linear units.</summary>
internal static class ElmanReluCell
{
    public static readonly CellDefinition Definition = new(
        Name: "ElmanRelu",
        Title: "Vanilla recurrent network (ReLU)",
        Source: "Q. Le, N. Jaitly, G. Hinton, A simple way to initialize recurrent networks of rectified linear units, 2015; "
            + "PyTorch RNN with nonlinearity='relu'.",
        Equations: """
            h' = relu(W_h x + U_h h + b_h)
            """,
        Initialization: "Rectified");
}
