using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes;

/// <summary>Where a window holds the values of a node, for batch row <c>b</c> at step <c>t</c>, and its gradients.</summary>
/// <param name="Value">A reference to the value.</param>
/// <param name="Stride">Floats from one step's to the next.</param>
/// <param name="Gradient">A reference to dL/dvalue.</param>
/// <param name="GradientStride">Floats from one step's to the next.</param>
internal sealed record WindowPlace(string Value, int Stride, string Gradient, int GradientStride)
{
    /// <summary>In rows of the workspace, where gradients take the place of the values.</summary>
    public static WindowPlace In(string buffer, int size) => new(
        $"space.{buffer}.At(ref work, b, t)", MatrixGroup.RowStride(size), $"space.{buffer}.At(ref work, b, t)", MatrixGroup.RowStride(size));
}
