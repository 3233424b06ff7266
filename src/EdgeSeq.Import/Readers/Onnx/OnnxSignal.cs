namespace EdgeSeq.Import.Readers.Onnx;

/// <summary>A value of a graph that depends on what comes in: what computes it, and what its axes are.</summary>
/// <param name="Value">Its name in the model.</param>
/// <param name="Axes">
/// A letter an axis: <c>F</c> the numbers of a step, <c>D</c> directions of a recurrent layer, <c>U</c> one of size 1; the digits 0 to 2 are axes of the input, one of them time.
/// </param>
internal sealed record OnnxSignal(string Value, string Axes)
{
    /// <summary>Zero steps in front, which a convolution without a past of its own reads.</summary>
    public int Padding { get; init; }

    /// <summary>Directions that lie side by side in the value, and apart in the graph.</summary>
    public int Directions { get; init; } = 1;

    /// <summary>Whether it counts after the last step only.</summary>
    public bool IsLast { get; init; }

    /// <summary>Whether it is one number in the graph, as the mean of a row is; in the model every unit has it.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Values one behind the other along the axis of directions, as last states of several layers are: one of them can be taken, and nothing else; null for a value.</summary>
    public IReadOnlyList<OnnxSignal>? Stack { get; init; }

    /// <summary>Without an axis.</summary>
    public OnnxSignal Without(int axis) => this with { Axes = Axes.Remove(axis, 1) };
}
