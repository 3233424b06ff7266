namespace EdgeSeq.Onnx.Networks;

/// <summary>A value of a graph that is written.</summary>
/// <param name="Name">Its name; empty of a constant.</param>
/// <param name="Like">
/// Null for a value that has a number for each unit. Of one that has less, as the mean of a row does, the name of a value that has all; empty if nobody knows one.
/// </param>
/// <param name="Number">The number, of a constant.</param>
internal readonly record struct GraphValue(string Name, string? Like = null, double? Number = null);
