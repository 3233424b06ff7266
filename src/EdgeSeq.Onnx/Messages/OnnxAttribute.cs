using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Onnx.Messages;

/// <summary><c>AttributeProto</c>: a constant setting of a node. Graphs within nodes are not read.</summary>
/// <param name="Name">Its name.</param>
internal sealed record OnnxAttribute(string Name)
{
    private const int
        NameField = 1, NumberField = 2, IntegerField = 3, TextField = 4, TensorField = 5, GraphField = 6, NumbersField = 7, IntegersField = 8, TextsField = 9, TypeField = 20;

    private const int TypeNumber = 1, TypeInteger = 2, TypeText = 3, TypeTensor = 4, TypeGraph = 5, TypeNumbers = 6, TypeIntegers = 7, TypeTexts = 8;

    /// <summary>The number of single precision.</summary>
    public float? Number { get; init; }

    /// <summary>The integer.</summary>
    public long? Integer { get; init; }

    /// <summary>The text.</summary>
    public string? Text { get; init; }

    /// <summary>The tensor.</summary>
    public OnnxTensor? Tensor { get; init; }

    /// <summary>The graph, of an attribute that is written.</summary>
    public OnnxSubgraph? Graph { get; init; }

    /// <summary>The numbers of single precision; empty if it has others.</summary>
    public IReadOnlyList<float> Numbers { get; init; } = [];

    /// <summary>The integers; empty if it has others.</summary>
    public IReadOnlyList<long> Integers { get; init; } = [];

    /// <summary>The texts; empty if it has others.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Reads the message.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public static OnnxAttribute Read(ReadOnlyMemory<byte> message, MemoryBudget budget)
    {
        budget.ChargeObject();
        var reader = new ProtoReader(message, "an attribute", budget);
        string name = "";
        float? number = null;
        long? integer = null, type = null;
        string? text = null;
        OnnxTensor? tensor = null;
        List<float>? numbers = null;
        List<long>? integers = null;
        List<string>? texts = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case NameField:
                    name = reader.Text();
                    break;
                case NumberField:
                    number = reader.Single();
                    break;
                case IntegerField:
                    integer = reader.Integer();
                    break;
                case TextField:
                    text = reader.Text();
                    break;
                case TensorField:
                    tensor = OnnxTensor.Read(reader.Bytes(), budget);
                    break;
                case NumbersField:
                    reader.Singles(numbers ??= []);
                    break;
                case IntegersField:
                    reader.Integers(integers ??= []);
                    break;
                case TextsField:
                    budget.ChargeText(0);
                    (texts ??= []).Add(reader.Text());
                    break;
                case TypeField:
                    type = reader.Integer();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // Writers of protobuf 3 leave out a number that is 0, and a text that is empty.
        return new(name)
        {
            Number = number ?? (type == TypeNumber ? 0 : null),
            Integer = integer ?? (type == TypeInteger ? 0 : null),
            Text = text ?? (type == TypeText ? "" : null),
            Tensor = tensor,
            Numbers = numbers ?? [],
            Integers = integers ?? [],
            Texts = texts ?? [],
        };
    }

    /// <summary>Writes the message.</summary>
    public void Write(ProtoWriter writer)
    {
        writer.Text(NameField, Name);
        if (Number is { } number)
        {
            writer.Single(NumberField, number);
        }

        if (Integer is { } integer)
        {
            writer.Integer(IntegerField, integer);
        }

        if (Text is { } text)
        {
            writer.Text(TextField, text);
        }

        if (Tensor is { } tensor)
        {
            writer.Message(TensorField, tensor.Write);
        }

        if (Graph is { } graph)
        {
            writer.Message(GraphField, graph.Write);
        }

        foreach (float value in Numbers)
        {
            writer.Single(NumbersField, value);
        }

        writer.Integers(IntegersField, Integers);
        writer.Texts(TextsField, Texts);
        writer.Integer(TypeField, Number is not null ? TypeNumber : Integer is not null ? TypeInteger : Text is not null ? TypeText
            : Tensor is not null ? TypeTensor : Graph is not null ? TypeGraph : Numbers.Count > 0 ? TypeNumbers : Integers.Count > 0 ? TypeIntegers : TypeTexts);
    }
}
