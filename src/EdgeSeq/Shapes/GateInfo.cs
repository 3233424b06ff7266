namespace EdgeSeq.Shapes;

/// <summary>A value inside a cell that can be looked at after a forward pass: a next state such as <c>h'</c>, or a gate such as <c>z</c>.</summary>
/// <param name="Name">As in the cell's equations.</param>
/// <param name="Layer">0 for the first layer.</param>
/// <param name="IsReverse">True for the layer that reads from the end.</param>
/// <param name="Hidden">H of the layer: the numbers of the value.</param>
public sealed record GateInfo(string Name, int Layer, bool IsReverse, int Hidden);
