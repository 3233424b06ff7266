using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Onnx.Messages;

/// <summary><c>ValueInfoProto</c>: an input or output of the graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Type of number, of <c>TensorProto.DataType</c>.</param>
/// <param name="Dimensions">Its sizes: a number, or a name where it is free.</param>
internal sealed record OnnxValue(string Name, int DataType, IReadOnlyList<string> Dimensions)
{
    private const int NameField = 1, TypeField = 2, TensorTypeField = 1, ElementField = 1, ShapeField = 2, DimensionField = 1, SizeField = 1, FreeField = 2;

    /// <summary>Reads the name; type and sizes follow from the nodes.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public static string ReadName(ReadOnlyMemory<byte> message)
    {
        var reader = new ProtoReader(message, "an input or output");
        string name = "";
        while (reader.Next())
        {
            if (reader.Field == NameField)
            {
                name = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return name;
    }

    /// <summary>Writes the message.</summary>
    public void Write(ProtoWriter writer)
    {
        writer.Text(NameField, Name);
        writer.Message(TypeField, type => type.Message(TensorTypeField, tensor =>
        {
            tensor.Integer(ElementField, DataType);
            tensor.Message(ShapeField, WriteDimensions);
        }));
    }

    private void WriteDimensions(ProtoWriter writer)
    {
        foreach (string dimension in Dimensions)
        {
            writer.Message(DimensionField, size =>
            {
                if (long.TryParse(dimension, out long number))
                {
                    size.Integer(SizeField, number);
                }
                else
                {
                    size.Text(FreeField, dimension);
                }
            });
        }
    }
}
