using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes;

/// <summary>Some numbers of a node's value, as what reads them needs them.</summary>
/// <param name="Node">The node.</param>
/// <param name="First">The first number.</param>
/// <param name="Count">How many.</param>
internal sealed record NodePart(Node Node, int First, int Count)
{
    /// <summary>Where a window holds them.</summary>
    public WindowPlace Place => Node.Place ?? throw new InvalidOperationException("The node's values are nowhere.");

    /// <summary>In a step, as an argument, where states lie behind the reference <paramref name="states"/>.</summary>
    public string StepValue(string states) => First == 0 ? Node.Writer.StepValue(states) : $"ref Unsafe.Add({Node.Writer.StepValue(states)}, {First})";

    /// <summary>A copy of the values of batch row b, from step t on, to a place of rows, whose last block is filled up with 0 if it is padded.</summary>
    public string Copy(string steps, string to, string stride, bool isPadded = false) => $"KernelMemory.{(isPadded ? "CopyPaddedRows" : "CopyRows")}({steps}, ref {KernelText.At(Place.Value, First)}, {Place.Stride}, ref {to}, {stride}, {Count});";

    /// <summary>Adds gradients at a place of rows to those of the values of batch row b, from step t on.</summary>
    public string AddGradients(string steps, string from, string stride) => $"KernelMemory.AddRows({steps}, ref {from}, {stride}, ref {KernelText.At(Place.Gradient, First)}, {Place.GradientStride}, {Count});";
}
