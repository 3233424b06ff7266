namespace EdgeSeq.Import;

/// <summary>One part of an imported model.</summary>
/// <param name="Name">As the network's text calls it.</param>
/// <param name="Kind">What it is: <c>LSTM</c>, <c>dense</c>, <c>tanh(dense)</c>, ...</param>
/// <param name="Size">Numbers that come out.</param>
/// <param name="Parameters">Numbers that it holds.</param>
public sealed record ImportedLayer(string Name, string Kind, int Size, int Parameters);
