namespace EdgeSeq.Shapes;

/// <summary>A state that a cell carries from step to step, and its place in the state of a sequence.</summary>
/// <param name="Name">As in the cell's equations: <c>h</c>, or <c>c</c> of the LSTM; <c>past</c> of a convolution, <c>memory</c> of an attention.</param>
/// <param name="Layer">0 for the first layer.</param>
/// <param name="IsReverse">True for the layer that reads from the end.</param>
/// <param name="Hidden">H of the layer: the numbers of the state.</param>
/// <param name="Offset">Its first float in the <see cref="ISequenceModel.StateSize"/> floats of a sequence.</param>
public sealed record StateInfo(string Name, int Layer, bool IsReverse, int Hidden, int Offset);
