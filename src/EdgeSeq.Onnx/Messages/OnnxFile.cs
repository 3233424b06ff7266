using EdgeSeq.Onnx.Protobuf;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Messages;

/// <summary><c>ModelProto</c> and its <c>GraphProto</c>: what is read of an ONNX file. Fields as in onnx.proto of ONNX 1.9.</summary>
internal sealed class OnnxFile
{
    private const int
        VersionField = 1, ProducerField = 2, GraphField = 7, OperatorsField = 8, MetadataField = 14, TensorField = 5, DomainField = 1, OperatorVersionField = 2, KeyField = 1, TextField = 2;

    /// <summary>Fields of <c>GraphProto</c> that graphs within nodes have too.</summary>
    public const int NodeField = 1, NameField = 2, InputField = 11, OutputField = 12;

    private const int FormatVersion = 7, LaterFormatVersion = 9, OperatorsVersion = 14;

    /// <summary>Operators that a file of a network uses: with LayerNormalization (17) and Gelu (20).</summary>
    public const int NetworkOperators = 20;

    /// <summary>The version of the operators of a file that is written.</summary>
    public int Operators { get; init; } = OperatorsVersion;

    /// <summary>Nodes, in an order in which they can be computed.</summary>
    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>Constant tensors by name.</summary>
    public Dictionary<string, OnnxTensor> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of the inputs, constants left out.</summary>
    public HashSet<string> InputNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of values that are zeros or parts of inputs, for first states.</summary>
    public HashSet<string> StateNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Last states of several layers one behind the other, by the name of the whole.</summary>
    public Dictionary<string, IReadOnlyList<string>> LastStates { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of values that are the size of an axis of an input, once or for every row, or all of its sizes.</summary>
    public Dictionary<string, InputLength> Lengths { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of the outputs.</summary>
    public HashSet<string> OutputNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Free text by key.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Inputs, some of which may be constants too.</summary>
    public List<OnnxValue> Inputs { get; } = [];

    /// <summary>Outputs.</summary>
    public List<OnnxValue> Outputs { get; } = [];

    /// <summary>Whether numbers are multiplied by scales.</summary>
    public bool HasScales => Nodes.Exists(node => node.Operator == "DequantizeLinear");

    /// <summary>What reading the file may still take.</summary>
    public MemoryBudget Budget { get; private init; } = new(0);

    /// <summary>Adds a constant tensor.</summary>
    /// <exception cref="ModelFormatException">There is one of that name.</exception>
    public void Add(OnnxTensor tensor)
    {
        if (!Tensors.TryAdd(tensor.Name, tensor))
        {
            throw new ModelFormatException($"Two tensors are called {JsonFields.Quote(tensor.Name)}.");
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="folder">Where files beside it are, which may hold numbers of its tensors; null for a file in memory.</param>
    /// <exception cref="ModelFormatException">It is damaged, or no ONNX file.</exception>
    public static OnnxFile Read(ReadOnlyMemory<byte> bytes, string? folder = null)
    {
        var budget = new MemoryBudget(bytes.Length);
        var file = new OnnxFile { Budget = budget };
        var reader = new ProtoReader(bytes, "the model", budget);
        bool hasGraph = false;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case GraphField when !hasGraph:
                    hasGraph = true;
                    file.ReadGraph(reader.Bytes(), budget, new(folder));
                    break;
                case GraphField:
                    throw new ModelFormatException("The file has two graphs.");
                case MetadataField:
                    file.ReadMetadata(reader.Bytes(), budget);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        file.InputNames.ExceptWith(file.Tensors.Keys);
        return hasGraph ? file : throw new ModelFormatException("The file has no graph; is it another kind of file?");
    }

    /// <summary>Writes the file.</summary>
    public void Write(ProtoWriter writer)
    {
        writer.Integer(VersionField, Operators > OperatorsVersion ? LaterFormatVersion : FormatVersion);
        writer.Text(ProducerField, "EdgeSeq");
        writer.Message(GraphField, WriteGraph);
        writer.Message(OperatorsField, operators =>
        {
            operators.Text(DomainField, "");
            operators.Integer(OperatorVersionField, Operators);
        });
        foreach ((string key, string text) in Metadata)
        {
            writer.Message(MetadataField, entry =>
            {
                entry.Text(KeyField, key);
                entry.Text(TextField, text);
            });
        }
    }

    private void WriteGraph(ProtoWriter writer)
    {
        Nodes.ForEach(node => writer.Message(NodeField, node.Write));
        writer.Text(NameField, "edgeseq");
        foreach (OnnxTensor tensor in Tensors.Values)
        {
            writer.Message(TensorField, tensor.Write);
        }

        Inputs.ForEach(input => writer.Message(InputField, input.Write));
        Outputs.ForEach(output => writer.Message(OutputField, output.Write));
    }

    private void ReadGraph(ReadOnlyMemory<byte> message, MemoryBudget budget, ExternalData external)
    {
        var reader = new ProtoReader(message, "the graph", budget);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case NodeField:
                    Nodes.Add(OnnxNode.Read(reader.Bytes(), budget));
                    break;
                case TensorField:
                    Add(OnnxTensor.Read(reader.Bytes(), budget, external));
                    break;
                case InputField:
                    OnnxValue input = OnnxValue.Read(reader.Bytes(), budget);
                    InputNames.Add(input.Name);
                    Inputs.Add(input);
                    break;
                case OutputField:
                    OnnxValue output = OnnxValue.Read(reader.Bytes(), budget);
                    OutputNames.Add(output.Name);
                    Outputs.Add(output);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadMetadata(ReadOnlyMemory<byte> message, MemoryBudget budget)
    {
        budget.ChargeObject();
        var reader = new ProtoReader(message, "the metadata", budget);
        string key = "", text = "";
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case KeyField:
                    key = reader.Text();
                    break;
                case TextField:
                    text = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        Metadata[key] = text;
    }
}
