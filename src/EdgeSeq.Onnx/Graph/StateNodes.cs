using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>
/// Nodes that only hand states in and out, as PyTorch writes them: zeros of the size of the batch or a Slice of an input of the graph for the
/// first states of each layer, a Concat of their last ones. They hold no weights and are passed over; whatever else reads their
/// results does not fit.
/// </summary>
internal static class StateNodes
{
    private static readonly string[] s_sizeOperators = ["Gather", "Unsqueeze", "Squeeze", "Slice", "Concat", "Cast", "Mul", "Reshape"];

    /// <summary>Takes them out of the nodes of a graph, and notes the names of the states.</summary>
    /// <param name="file">The file; its constants are complete.</param>
    /// <param name="nodes">Its nodes.</param>
    public static IEnumerable<OnnxNode> Remove(OnnxFile file, List<OnnxNode> nodes)
    {
        HashSet<string> last = [.. nodes.Where(RecurrentReader.IsRecurrent).SelectMany(node => node.Outputs.Skip(1))];
        HashSet<string> sizes = new(StringComparer.Ordinal);
        foreach (OnnxNode node in nodes)
        {
            if (node.Is("Shape") || (node.Is(s_sizeOperators) && node.Inputs.Any(sizes.Contains) && node.Inputs.All(name => sizes.Contains(name) || file.Tensors.ContainsKey(name))))
            {
                sizes.Add(node.Output(0));
                NoteLength(file, node);
            }
            else if (node.Is("Expand", "Tile") && file.Lengths.TryGetValue(node.Input(0), out InputLength? length) && sizes.Contains(node.Input(1)))
            {
                file.Lengths.TryAdd(node.Output(0), length);
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

    /// <summary>Notes the size of one axis of an input: of that of time, it is the length of every row.</summary>
    private static void NoteLength(OnnxFile file, OnnxNode node)
    {
        string source = node.Input(0);
        file.Lengths.TryGetValue(source, out InputLength? of);
        InputLength? length = node.Operator switch
        {
            "Shape" when file.InputNames.Contains(source) && node.Attributes.Count == 0 => new(source, null),
            "Gather" when of is { Axis: null } && file.Constant(node, 1, "its index").Integers(node) is [long index] => of with { Axis = index },
            "Slice" when of is { Axis: null } && SliceBounds.Of(file, node) is { Starts: [long first], Ends: [long end], Steps: null or [1] } && end == first + 1 => of with { Axis = first },
            "Unsqueeze" or "Squeeze" or "Cast" or "Reshape" => of,
            _ => null,
        };
        if (length is not null)
        {
            file.Lengths.TryAdd(node.Output(0), length);
        }
    }

    private static bool IsFirstState(OnnxFile file, OnnxNode node, HashSet<string> sizes) => node.Operator switch
    {
        "Slice" => (file.InputNames.Contains(node.Input(0)) || file.StateNames.Contains(node.Input(0))) && node.Inputs.Skip(1).All(file.Tensors.ContainsKey),
        "Unsqueeze" or "Squeeze" or "Cast" => file.StateNames.Contains(node.Input(0)),
        "ConstantOfShape" => sizes.Contains(node.Input(0)) && (node.Find("value") is not { } value || IsZero(value.Tensor, node)),
        "Expand" => sizes.Contains(node.Input(1)) && file.Tensors.TryGetValue(node.Input(0), out OnnxTensor? tensor) && IsZero(tensor, node),
        _ => false,
    } && node.Is(node.Operator);

    private static bool IsZero(OnnxTensor? tensor, OnnxNode node) => tensor is not null && tensor.Floats(node, tensor.Dimensions).AreZero();
}
