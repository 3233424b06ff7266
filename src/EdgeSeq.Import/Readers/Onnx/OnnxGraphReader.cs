using EdgeSeq.Import.Form;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Import.Readers.Onnx;

/// <summary>A graph of ONNX as nodes of a network, in whatever order it has them. What only its states need is passed over.</summary>
internal sealed class OnnxGraphReader : IModelReader
{
    // What only moves numbers: behind it the states of a layer are still states.
    private static readonly string[] s_moves = ["Squeeze", "Unsqueeze", "Transpose", "Reshape", "Concat", "Identity", "Slice", "Gather", "Cast"];

    public string Format => "ONNX";

    // The first field of a file is its version, of the number 1.
    public bool Recognizes(ForeignFile file) => file.Bytes.Length > 2 && file.Bytes.Span[0] == 8 && file.Bytes.Span[1] is > 0 and < 32;

    public ForeignModel Read(ForeignFile bytes, ImportOptions options)
    {
        OnnxFile file = OnnxFile.Read(bytes.Bytes, bytes.Folder);
        List<OnnxNode> nodes = new ConstantFolder(file, [.. file.Nodes], Dequantized.Product).Nodes;
        var makers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (OnnxNode node in nodes)
        {
            foreach (string output in node.Outputs.Where(name => name.Length > 0))
            {
                makers[output] = node;
            }
        }

        // An output whose name only an Identity has was left behind by the folder: its source is what is computed.
        string[] outputs = [.. file.Outputs.Select(output => output.Name)];
        foreach (OnnxNode identity in file.Nodes.Where(node => node.Is("Identity", "Dropout")))
        {
            outputs = [.. outputs.Select(name => name == identity.Output(0) ? identity.Input(0) : name)];
        }

        string[] states = [.. outputs.Where(name => IsState(file, name, makers))], chosen = [.. outputs.Except(states)];
        chosen = chosen.Length > 0 ? chosen : [.. states.Where(name => !IsState(file, name, makers, from: 2))];
        HashSet<OnnxNode> needed = Needed(chosen, makers);
        var model = new ForeignModel(Format);
        var operators = new OnnxOperators(file, model, [.. nodes.Where(needed.Contains)]);
        OnnxSignal[] values = operators.Read(chosen);
        bool hasSteps = values.Any(value => !value.IsLast);
        for (int i = 0; i < values.Length; i++)
        {
            if (hasSteps && values[i].IsLast)
            {
                model.Ignored.Add(chosen[i]);
            }
            else
            {
                model.Output(values[i].Value);
            }
        }

        model.Ignored.AddRange(outputs.Except(chosen));
        return model;
    }

    /// <summary>Whether an output is a last state that was only moved.</summary>
    private static bool IsState(OnnxFile file, string name, Dictionary<string, OnnxNode> makers, int from = 1)
    {
        for (int i = 0; i < 64 && makers.TryGetValue(name, out OnnxNode? node); i++)
        {
            if (OnnxCells.Is(node))
            {
                return node.Output(0) != name && (from < 2 || node.Output(1) != name);
            }

            if (OnnxOperators.Past(file, node) > 0)
            {
                return true;
            }

            if (!node.Is(s_moves))
            {
                return false;
            }

            name = node.Input(0);
        }

        return false;
    }

    /// <summary>The nodes behind the outputs; of recurrent layers what they read, and not where they begin; of moves what is moved, and not where to.</summary>
    private static HashSet<OnnxNode> Needed(string[] outputs, Dictionary<string, OnnxNode> makers)
    {
        var needed = new HashSet<OnnxNode>(ReferenceEqualityComparer.Instance);
        var open = new Stack<string>(outputs);
        while (open.TryPop(out string? name))
        {
            if (makers.TryGetValue(name, out OnnxNode? node) && needed.Add(node))
            {
                int count = OnnxCells.Is(node) || node.Is("Reshape", "Squeeze", "Unsqueeze", "Slice", "Transpose", "Split", "Pad", "Expand", "ReduceMean", "ReduceMax", "ReduceSum") ? 1 : node.Inputs.Count;
                for (int i = 0; i < Math.Min(count, node.Inputs.Count); i++)
                {
                    open.Push(node.Input(i));
                }
            }
        }

        return needed;
    }
}
