namespace EdgeSeq.Generators.Functions;

internal static class LeakyReluFunction
{
    public static readonly FunctionDefinition Definition = new(
        Name: "leaky_relu",
        Summary: "x where x > 0, else slope * x. The derivative at 0 is the slope.",
        Accuracy: [Accuracy.Ulp(0.5)],
        Source: "A. Maas, A. Hannun, A. Ng, Rectifier nonlinearities improve neural network acoustic models, ICML 2013; PyTorch's LeakyReLU, whose derivative at 0 is the slope.",
        Rows: """
            y = select(gt(x, 0), x, slope * x)
            """,
        Derivatives: ["select(gt(x, 0), d, d * slope)", "d * min(x, 0)"])
    {
        Arguments = ["x", "slope"],
    };
}
