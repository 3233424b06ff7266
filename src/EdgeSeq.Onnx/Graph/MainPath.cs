using EdgeSeq.Onnx.Messages;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Graph;

/// <summary>
/// Finds the nodes that the model is made of. A graph may have more outputs: states, or numbers before and after softmax. That with the
/// longest chain of nodes behind it is the model's, among those whose every node is one that models have; the first of equals.
/// </summary>
internal static class MainPath
{
    private static readonly HashSet<string> s_operators = new(
        [
            .. CellOperator.All.Select(cell => cell.Name), "Gather", "MatMul", "Add", "Gemm", "Softmax", "Sigmoid", "Transpose", "Reshape", "Squeeze", "Unsqueeze", "Concat",
            "Slice", "Shape", "Constant", "ConstantOfShape", "Expand", "Tile", "Cast", "Mul", "Sub", "Div", "Identity", "Dropout",
        ],
        StringComparer.Ordinal);

    /// <summary>The nodes behind the main output, in their order; all nodes if no output is computed.</summary>
    /// <exception cref="ModelFormatException">Two values have one name.</exception>
    public static List<OnnxNode> Of(OnnxFile file)
    {
        List<OnnxNode> nodes = file.Nodes;
        Dictionary<string, int> makers = new(StringComparer.Ordinal);
        int[] depths = new int[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            depths[i] = DepthOf(nodes[i], makers, depths);
            foreach (string output in nodes[i].Outputs)
            {
                if (output.Length > 0 && (!makers.TryAdd(output, i) || file.Tensors.ContainsKey(output) || file.InputNames.Contains(output)))
                {
                    throw nodes[i].Unfit($"it computes {JsonFields.Quote(output)}, which is there already");
                }
            }
        }

        int main = -1;
        foreach (OnnxValue output in file.Outputs)
        {
            // Depths of what is known are positive, others negative: the deepest of those is taken only where there is nothing else. What a
            // recurrent node puts out itself are states, or steps with an axis of directions: never a model's output.
            if (makers.TryGetValue(output.Name, out int maker) && !RecurrentReader.IsRecurrent(nodes[maker]) && (main < 0 || IsBetter(depths[maker], depths[main])))
            {
                main = maker;
            }
        }

        return main < 0 ? nodes : Behind(main, nodes, makers);
    }

    private static bool IsBetter(int depth, int than) => depth > 0 == than > 0 ? Math.Abs(depth) > Math.Abs(than) : depth > 0;

    private static int DepthOf(OnnxNode node, Dictionary<string, int> makers, int[] depths)
    {
        int depth = 0;
        bool isKnown = s_operators.Contains(node.Operator) && node.Is(node.Operator);
        foreach (string input in node.Inputs)
        {
            if (makers.TryGetValue(input, out int maker))
            {
                depth = Math.Max(depth, Math.Abs(depths[maker]));
                isKnown &= depths[maker] > 0;
            }
        }

        return isKnown ? depth + 1 : -depth - 1;
    }

    private static List<OnnxNode> Behind(int main, List<OnnxNode> nodes, Dictionary<string, int> makers)
    {
        bool[] isNeeded = new bool[nodes.Count];
        isNeeded[main] = true;
        for (int i = main; i >= 0; i--)
        {
            foreach (string input in isNeeded[i] ? nodes[i].Inputs : [])
            {
                if (makers.TryGetValue(input, out int maker))
                {
                    isNeeded[maker] = true;
                }
            }
        }

        List<OnnxNode> behind = [];
        for (int i = 0; i <= main; i++)
        {
            if (isNeeded[i])
            {
                behind.Add(nodes[i]);
            }
        }

        return behind;
    }
}
