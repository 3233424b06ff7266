using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>
/// Nodes that only hand states in and out, as PyTorch writes them for stacks: a Slice of an input of the graph for the first states of each
/// layer, a Concat of their last ones. They hold no weights and are passed over; whatever else reads their results does not fit.
/// </summary>
internal static class StateNodes
{
    /// <summary>Takes them out of the nodes of a graph, and notes the names of the first states.</summary>
    /// <param name="file">The file; its constants are complete.</param>
    /// <param name="nodes">Its nodes.</param>
    public static IEnumerable<OnnxNode> Remove(OnnxFile file, IReadOnlyCollection<OnnxNode> nodes)
    {
        HashSet<string> last = [.. nodes.Where(RecurrentReader.IsRecurrent).SelectMany(node => node.Outputs.Skip(1))];
        foreach (OnnxNode node in nodes)
        {
            bool isOnnx = node.Domain is "" or "ai.onnx";
            if (isOnnx && node.Operator == "Slice" && file.InputNames.Contains(node.Input(0)) && node.Inputs.Skip(1).All(file.Tensors.ContainsKey))
            {
                file.StateNames.Add(node.Output(0));
            }
            else if (!isOnnx || node.Operator != "Concat" || !node.Inputs.All(last.Contains))
            {
                yield return node;
            }
        }
    }
}
