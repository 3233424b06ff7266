using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes;

/// <summary>Where a window holds the values of a node, for batch row <c>b</c> at step <c>t</c>, and its gradients.</summary>
/// <param name="Value">A reference to the value.</param>
/// <param name="Stride">Floats from one step's to the next.</param>
/// <param name="RowStride">Floats from one row's to the next row's, at the same step.</param>
/// <param name="Gradient">A reference to dL/dvalue.</param>
/// <param name="GradientStride">Floats from one step's to the next.</param>
internal sealed record WindowPlace(string Value, int Stride, string RowStride, string Gradient, int GradientStride)
{
    /// <summary>In rows of the workspace.</summary>
    public static WindowPlace In(string values, string gradients, int size) => new(
        $"space.{values}.At(ref work, b, t)", MatrixGroup.RowStride(size), $"space.{values}.Row", $"space.{gradients}.At(ref work, b, t)", MatrixGroup.RowStride(size));
}
