using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Onnx.Messages;

/// <summary>A graph within a node, which is written and not read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nodes">Nodes, in an order in which they can be computed; they may read what the graph around has.</param>
/// <param name="Inputs">Inputs.</param>
/// <param name="Outputs">Outputs.</param>
internal sealed record OnnxSubgraph(string Name, IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs)
{
    /// <summary>Writes the message.</summary>
    public void Write(ProtoWriter writer)
    {
        foreach (OnnxNode node in Nodes)
        {
            writer.Message(OnnxFile.NodeField, node.Write);
        }

        writer.Text(OnnxFile.NameField, Name);
        foreach (OnnxValue input in Inputs)
        {
            writer.Message(OnnxFile.InputField, input.Write);
        }

        foreach (OnnxValue output in Outputs)
        {
            writer.Message(OnnxFile.OutputField, output.Write);
        }
    }
}
