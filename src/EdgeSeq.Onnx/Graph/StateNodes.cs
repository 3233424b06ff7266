using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>
/// Nodes that only hand states in and out, as PyTorch writes them: zeros of the size of the batch or a Slice of an input of the graph for the
/// first states of each layer, a Concat of their last ones. They hold no weights and are passed over; whatever else reads their
/// results does not fit.
/// </summary>
internal static class StateNodes
{
    private static readonly string[] s_sizeOperators = ["Gather", "Unsqueeze", "Squeeze", "Slice", "Concat", "Cast"];

    /// <summary>Takes them out of the nodes of a graph, and notes the names of the states.</summary>
    /// <param name="file">The file; its constants are complete.</param>
    /// <param name="nodes">Its nodes.</param>
    public static IEnumerable<OnnxNode> Remove(OnnxFile file, IReadOnlyCollection<OnnxNode> nodes)
    {
        HashSet<string> last = [.. nodes.Where(RecurrentReader.IsRecurrent).SelectMany(node => node.Outputs.Skip(1))];
        HashSet<string> sizes = new(StringComparer.Ordinal);
        foreach (OnnxNode node in nodes)
        {
            if (node.Is("Shape") || (node.Is(s_sizeOperators) && node.Inputs.Any(sizes.Contains) && node.Inputs.All(name => sizes.Contains(name) || file.Tensors.ContainsKey(name))))
            {
                sizes.Add(node.Output(0));
            }
            else if (IsFirstState(file, node, sizes))
            {
                file.StateNames.Add(node.Output(0));
            }
            else if (node.Is("Concat") && node.Integer("axis", 0) == 0 && node.Inputs.All(last.Contains))
            {
                file.LastStates.TryAdd(node.Output(0), node.Inputs);
            }
            else
            {
                yield return node;
            }
        }
    }

    private static bool IsFirstState(OnnxFile file, OnnxNode node, HashSet<string> sizes) => node.Operator switch
    {
        "Slice" => (file.InputNames.Contains(node.Input(0)) || file.StateNames.Contains(node.Input(0))) && node.Inputs.Skip(1).All(file.Tensors.ContainsKey),
        "ConstantOfShape" => sizes.Contains(node.Input(0)) && node.Find("value")?.Tensor is not { IsZero: false },
        "Expand" => sizes.Contains(node.Input(1)) && file.Tensors.TryGetValue(node.Input(0), out OnnxTensor? tensor) && tensor.IsZero,
        _ => false,
    } && node.Is(node.Operator);
}
