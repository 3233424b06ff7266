namespace EdgeSeq.Generators.Cells;

/// <summary>The leaky reservoir of an echo state network: its weights stay as they were drawn.</summary>
internal static class EchoStateCell
{
    public static readonly CellDefinition Definition = new(
        Name: "EchoState",
        Title: "Echo state network",
        Source: "H. Jaeger, The echo state approach, GMD report 148 (2001); leaky units of H. Jaeger et al., Neural Networks 20 (2007), "
            + "equation 2. leak is the declared LeakRate: the share of the new value, 1 for no memory beside the reservoir's. "
            + "W, U and b are sparse, random and fixed; only the output layer learns.",
        Equations: """
            constant leak = 1
            n = tanh(W_n x + U_n h + b_n)
            h' = h + leak * (n - h)
            """,
        IsFixed: true,
        Initialization: "Reservoir");
}
