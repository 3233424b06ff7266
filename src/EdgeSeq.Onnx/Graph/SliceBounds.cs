using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>What a Slice takes: attributes before version 10 of the operators, inputs since.</summary>
/// <param name="Starts">The first of each axis; negative from the end.</param>
/// <param name="Ends">The one behind the last of each axis.</param>
/// <param name="Axes">The axes; the first ones if null.</param>
/// <param name="Steps">1 if null.</param>
internal sealed record SliceBounds(long[] Starts, long[] Ends, long[]? Axes, long[]? Steps)
{
    /// <summary>Reads those of a node.</summary>
    /// <exception cref="ModelFormatException">They are no constants, or not as many as the axes.</exception>
    public static SliceBounds Of(OnnxFile file, OnnxNode node)
    {
        var bounds = new SliceBounds(
            file.Integers(node, "starts", 1) ?? throw node.Unfit("it has no starts"), file.Integers(node, "ends", 2) ?? throw node.Unfit("it has no ends"),
            file.Integers(node, "axes", 3), file.Integers(node, "steps", 4));
        int count = bounds.Starts.Length;
        return bounds.Ends.Length == count && (bounds.Axes?.Length ?? count) == count && (bounds.Steps?.Length ?? count) == count
            ? bounds
            : throw node.Unfit("starts, ends, axes and steps differ in length");
    }

    /// <summary>The axis of one of the bounds.</summary>
    public long Axis(int index) => Axes?[index] ?? index;

    /// <summary>What one of the bounds takes of an axis.</summary>
    /// <param name="index">Which of the bounds.</param>
    /// <param name="size">The size of the axis.</param>
    /// <returns>The first, how many and how far apart.</returns>
    public (long First, long Count, long Step) Of(int index, long size)
    {
        long step = Math.Clamp(Steps?[index] ?? 1, -int.MaxValue, int.MaxValue), back = step < 0 ? 1 : 0;
        long first = Math.Clamp(FromEnd(Starts[index], size), 0, Math.Max(0, size - back)), end = Math.Clamp(FromEnd(Ends[index], size), -back, size - back);
        long span = step < 0 ? first - end : end - first;
        return (first, span <= 0 || size == 0 ? 0 : ((span - 1) / Math.Max(1, Math.Abs(step))) + 1, step);
    }

    private static long FromEnd(long place, long size) => place < 0 ? place + size : place;
}
