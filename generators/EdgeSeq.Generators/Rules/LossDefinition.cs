using EdgeSeq.Generators.Declaration;

namespace EdgeSeq.Generators.Rules;

/// <summary>
/// The loss of one output x whose true value is y, and its derivative. A value that is not a number is absent: it adds
/// nothing to the loss or the gradients.
/// </summary>
/// <param name="Head">The output layer it belongs to.</param>
/// <param name="Name">Name of the kernel method.</param>
/// <param name="Source">What it is, and where from.</param>
/// <param name="Loss">The loss, over x and y.</param>
/// <param name="Gradient">dloss/dx.</param>
internal sealed record LossDefinition(HeadKind Head, string Name, string Source, string Loss, string Gradient)
{
    /// <summary>Every loss there is, but that of softmax, which is no sum over outputs.</summary>
    public static IReadOnlyList<LossDefinition> All { get; } =
    [
        new(
            HeadKind.Sigmoid,
            Name: "BinaryCrossEntropy",
            Source: "-y ln sigmoid(x) - (1 - y) ln(1 - sigmoid(x)), in the form that overflows nowhere; as PyTorch's BCEWithLogitsLoss.",
            Loss: "max(0, x) - x * y + log(1 + exp(-abs(x)))",
            Gradient: "sigmoid(x) - y"),
        new(
            HeadKind.Linear,
            Name: "SquaredError",
            Source: "The squared error, as PyTorch's MSELoss.",
            Loss: "(x - y) * (x - y)",
            Gradient: "2 * (x - y)"),
    ];

    public static LossDefinition Of(HeadKind head) => All.Single(loss => loss.Head == head);
}
