using EdgeSeq.Onnx.Protobuf;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Messages;

/// <summary><c>NodeProto</c>: one operator.</summary>
/// <param name="Operator">Its type, such as <c>GRU</c>.</param>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Inputs">Names of values; empty where an optional one is left out.</param>
/// <param name="Outputs">Names of values; empty where an optional one is left out.</param>
/// <param name="Attributes">Its settings.</param>
internal sealed record OnnxNode(
    string Operator, string Name, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<OnnxAttribute> Attributes)
{
    private const int InputField = 1, OutputField = 2, NameField = 3, OperatorField = 4, AttributeField = 5, DomainField = 7;

    /// <summary>Where the operator is defined; empty for ONNX itself.</summary>
    public string Domain { get; init; } = "";

    /// <summary>An input; empty if it is left out.</summary>
    public string Input(int index) => index < Inputs.Count ? Inputs[index] : "";

    /// <summary>An output; empty if it is left out.</summary>
    public string Output(int index) => index < Outputs.Count ? Outputs[index] : "";

    /// <summary>Operator and name, for messages.</summary>
    public override string ToString() =>
        $"Node {JsonFields.Quote(Name.Length > 0 ? Name : Output(0))} ({JsonFields.Quote(Domain.Length > 0 && Domain != "ai.onnx" ? $"{Domain}.{Operator}" : Operator)})";

    /// <summary>Reads the message.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public static OnnxNode Read(ReadOnlyMemory<byte> message, MemoryBudget budget)
    {
        // And its places in the tables of those who look for what it computes.
        budget.Charge(2 * MemoryBudget.ObjectSize);
        var reader = new ProtoReader(message, "a node", budget);
        string type = "", name = "", domain = "";
        List<string>? inputs = null, outputs = null;
        List<OnnxAttribute>? attributes = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case InputField:
                    budget.ChargeText(0);
                    (inputs ??= []).Add(reader.Text());
                    break;
                case OutputField:
                    budget.ChargeText(0);
                    (outputs ??= []).Add(reader.Text());
                    break;
                case NameField:
                    name = reader.Text();
                    break;
                case OperatorField:
                    type = reader.Text();
                    break;
                case AttributeField:
                    (attributes ??= []).Add(OnnxAttribute.Read(reader.Bytes(), budget));
                    break;
                case DomainField:
                    domain = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var node = new OnnxNode(type, name, inputs ?? [], outputs ?? [], attributes ?? []) { Domain = domain };
        return attributes is { Count: > 1 } && Doubled(attributes) is { } doubled
            ? throw new ModelFormatException($"{node} has the attribute {JsonFields.Quote(doubled)} twice.")
            : node;
    }

    private static string? Doubled(List<OnnxAttribute> attributes)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        return attributes.Find(attribute => !names.Add(attribute.Name))?.Name;
    }

    /// <summary>Writes the message.</summary>
    public void Write(ProtoWriter writer)
    {
        writer.Texts(InputField, Inputs);
        writer.Texts(OutputField, Outputs);
        writer.Text(NameField, Name);
        writer.Text(OperatorField, Operator);
        foreach (OnnxAttribute attribute in Attributes)
        {
            writer.Message(AttributeField, attribute.Write);
        }

        writer.Text(DomainField, Domain);
    }
}
