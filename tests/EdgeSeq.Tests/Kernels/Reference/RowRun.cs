using EdgeSeq.Shapes;

namespace EdgeSeq.Tests.Kernels.Reference;

/// <summary>What one step of a layer reads: a token, or a vector (with its token, if it is a learned one).</summary>
internal readonly record struct StepInput(int Token, double[]? Vector);

/// <summary>One row of a batch as the reference ran it.</summary>
/// <param name="First">What the first layer read.</param>
/// <param name="Layers">The steps of each layer and direction, in the order in which the layer takes them.</param>
/// <param name="Tops">What the output layer read, and after which step.</param>
internal sealed record RowRun(StepInput[] First, List<List<DoubleLayer.Step>> Layers, List<(double[] H, int T)> Tops)
{
    /// <summary>The sizes of the gradients that a layer sends down, step by step: none for tokens.</summary>
    public IEnumerable<int> Inputs(int layer, ModelShape shape)
    {
        int directions = shape.Direction == Direction.Both ? 2 : 1;
        int size = layer >= directions ? directions * shape.HiddenSizes[(layer / directions) - 1] : First.Length == 0 ? 0 : First[0].Vector?.Length ?? 0;
        return First.Select(_ => size);
    }

    /// <summary>The states of all layers after so many steps of the row.</summary>
    public IReadOnlyList<double[]> StatesAfter(int steps) => [.. Layers.SelectMany(layer => layer[steps - 1].Next)];
}
