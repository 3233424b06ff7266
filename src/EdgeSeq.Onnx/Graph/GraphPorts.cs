namespace EdgeSeq.Onnx.Graph;

/// <summary>The inputs and outputs of a graph, by name.</summary>
/// <param name="Input">Tokens or vectors.</param>
/// <param name="IsInputBatchFirst">Whether the batch is the first axis of the input, time the second; else the other way round.</param>
/// <param name="Output">The output.</param>
/// <param name="IsOutputBatchFirst">The same of the output.</param>
/// <param name="States">The states of every layer.</param>
internal sealed record GraphPorts(string Input, bool IsInputBatchFirst, string Output, bool IsOutputBatchFirst, IReadOnlyList<StatePorts> States);

/// <summary>Where a state goes in and comes out.</summary>
/// <param name="Name"><c>h</c> or <c>c</c>.</param>
/// <param name="Layer">0 for the first layer.</param>
/// <param name="First">The input of the graph for the state before the first step; null if it is none.</param>
/// <param name="Last">The output of the graph for the state after the last step; null if it is none.</param>
internal sealed record StatePorts(string Name, int Layer, string? First, string? Last);
