using System.Text;
using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Onnx.Messages;

/// <summary><c>AttributeProto</c>: a constant setting of a node. Graphs within nodes are not read.</summary>
/// <param name="Name">Its name.</param>
internal sealed record OnnxAttribute(string Name)
{
    private const int
        NameField = 1, NumberField = 2, IntegerField = 3, TextField = 4, TensorField = 5, IntegersField = 8, TextsField = 9, TypeField = 20;

    private const int TypeNumber = 1, TypeInteger = 2, TypeText = 3, TypeTensor = 4, TypeIntegers = 7, TypeTexts = 8;

    /// <summary>The number of single precision.</summary>
    public float? Number { get; init; }

    /// <summary>The integer.</summary>
    public long? Integer { get; init; }

    /// <summary>The text.</summary>
    public string? Text { get; init; }

    /// <summary>The tensor.</summary>
    public OnnxTensor? Tensor { get; init; }

    /// <summary>The integers; empty if it has others.</summary>
    public IReadOnlyList<long> Integers { get; init; } = [];

    /// <summary>The texts; empty if it has others.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Reads the message.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public static OnnxAttribute Read(ReadOnlyMemory<byte> message)
    {
        var reader = new ProtoReader(message, "an attribute");
        var attribute = new OnnxAttribute("");
        List<long> integers = [];
        List<string> texts = [];
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case NameField:
                    attribute = attribute with { Name = reader.Text() };
                    break;
                case NumberField:
                    attribute = attribute with { Number = reader.Single() };
                    break;
                case IntegerField:
                    attribute = attribute with { Integer = reader.Integer() };
                    break;
                case TextField:
                    attribute = attribute with { Text = Encoding.UTF8.GetString(reader.Bytes().Span) };
                    break;
                case TensorField:
                    attribute = attribute with { Tensor = OnnxTensor.Read(reader.Bytes()) };
                    break;
                case IntegersField:
                    reader.Integers(integers);
                    break;
                case TextsField:
                    texts.Add(reader.Text());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return attribute with { Integers = integers, Texts = texts };
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

        writer.Integers(IntegersField, Integers);
        writer.Texts(TextsField, Texts);
        writer.Integer(TypeField, Number is not null ? TypeNumber : Integer is not null ? TypeInteger : Text is not null ? TypeText
            : Tensor is not null ? TypeTensor : Integers.Count > 0 ? TypeIntegers : TypeTexts);
    }
}
