using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Onnx.Tests;

/// <summary>A graph as EdgeSeq writes it, rewritten into another that computes the same, or does not fit.</summary>
internal sealed class Rewritten
{
    private readonly OnnxFile _file;

    private Rewritten(OnnxFile file) => _file = file;

    public List<OnnxNode> Nodes => _file.Nodes;

    public static Rewritten Of<TShape>(Model<TShape> model, bool activate = false)
        where TShape : struct, ITrainableModel => new(GraphWriter.Write(NamedModel.Of(model), activate));

    public byte[] Bytes()
    {
        var writer = new ProtoWriter();
        _file.Write(writer);
        return writer.Written.ToArray();
    }

    public OnnxFile File => _file;

    public Rewritten Tensor(OnnxTensor tensor)
    {
        _file.Add(tensor);
        return this;
    }

    /// <summary>Takes a tensor out, to be made by nodes instead.</summary>
    public OnnxTensor Take(string name)
    {
        OnnxTensor tensor = _file.Tensors[name];
        _file.Tensors.Remove(name);
        return tensor;
    }

    /// <summary>Puts nodes before all others.</summary>
    public Rewritten Begin(params OnnxNode[] nodes)
    {
        Nodes.InsertRange(0, nodes);
        return this;
    }

    public Rewritten Constant(string name, params long[] values)
    {
        _file.Add(OnnxTensor.Of(name, values));
        return this;
    }

    /// <summary>One number, which has no axis.</summary>
    public Rewritten Scalar(string name, long value)
    {
        _file.Add(OnnxTensor.Of(name, value) with { Dimensions = [] });
        return this;
    }

    public Rewritten Change(string name, Func<OnnxNode, OnnxNode> change)
    {
        int index = Nodes.FindIndex(node => node.Name == name);
        Nodes[index] = change(Nodes[index]);
        return this;
    }

    /// <summary>Puts a node between another and what reads its first output.</summary>
    public Rewritten InsertAfter(string name, string type, OnnxAttribute? attribute = null, params string[] constants)
    {
        int index = Nodes.FindIndex(node => node.Name == name);
        string value = Nodes[index].Outputs[0], hidden = $"{value}_before_{type}_after_{name}";
        Nodes[index] = Nodes[index] with { Outputs = [hidden, .. Nodes[index].Outputs.Skip(1)] };
        Nodes.Insert(index + 1, new(type, $"{type}_after_{name}", [hidden, .. constants], [value], attribute is null ? [] : [attribute]));
        return this;
    }

    /// <summary>Batch first everywhere: <c>layout</c> 1, which needs no Transpose.</summary>
    public Rewritten WithLayout1()
    {
        for (int i = Nodes.Count - 1; i >= 0; i--)
        {
            OnnxNode node = Nodes[i];
            if (RecurrentReader.IsRecurrent(node))
            {
                Nodes[i] = node.With(new OnnxAttribute("layout") { Integer = 1 });
            }
            else if (node.Operator == "Transpose")
            {
                Nodes.RemoveAt(i);
                Nodes[i] = Nodes[i] with { Inputs = [node.Inputs[0], .. Nodes[i].Inputs.Skip(1)] };
            }
        }

        return this;
    }

    /// <summary>Gemm in place of MatMul and Add.</summary>
    public Rewritten WithGemm(params OnnxAttribute[] attributes)
    {
        int index = Nodes.FindIndex(node => node.Operator == "MatMul");
        Nodes[index] = Nodes[index] with { Operator = "Gemm", Inputs = [.. Nodes[index].Inputs, NamedModel.HeadBias], Outputs = Nodes[index + 1].Outputs, Attributes = attributes };
        Nodes.RemoveAt(index + 1);
        return this;
    }
}
