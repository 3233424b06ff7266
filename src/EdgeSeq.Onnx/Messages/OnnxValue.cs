using System.Globalization;
using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Onnx.Messages;

/// <summary><c>ValueInfoProto</c>: an input or output of the graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Type of number, of <c>TensorProto.DataType</c>.</param>
/// <param name="Dimensions">Its sizes: a number, or a name where it is free.</param>
internal sealed record OnnxValue(string Name, int DataType, IReadOnlyList<string> Dimensions)
{
    private const int NameField = 1, TypeField = 2, TensorTypeField = 1, ElementField = 1, ShapeField = 2, DimensionField = 1, SizeField = 1, FreeField = 2;

    private const int MaxDigits = 20;

    /// <summary>Reads the message.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public static OnnxValue Read(ReadOnlyMemory<byte> message, MemoryBudget budget)
    {
        budget.ChargeObject();
        var reader = new ProtoReader(message, "an input or output", budget);
        string name = "";
        int type = 0;
        IReadOnlyList<string> dimensions = [];
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case NameField:
                    name = reader.Text();
                    break;
                case TypeField:
                    (type, dimensions) = ReadType(reader.Bytes(), budget);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(name, type, dimensions);
    }

    /// <summary>What <c>TypeProto</c> says if it is a tensor.</summary>
    private static (int DataType, IReadOnlyList<string> Dimensions) ReadType(ReadOnlyMemory<byte> message, MemoryBudget budget)
    {
        var reader = new ProtoReader(message, "a type", budget);
        int type = 0;
        IReadOnlyList<string> dimensions = [];
        while (reader.Next())
        {
            if (reader.Field != TensorTypeField)
            {
                reader.Skip();
                continue;
            }

            var tensor = new ProtoReader(reader.Bytes(), "a type", budget);
            while (tensor.Next())
            {
                switch (tensor.Field)
                {
                    case ElementField:
                        type = (int)long.Clamp(tensor.Integer(), 0, int.MaxValue);
                        break;
                    case ShapeField:
                        dimensions = ReadDimensions(tensor.Bytes(), budget);
                        break;
                    default:
                        tensor.Skip();
                        break;
                }
            }
        }

        return (type, dimensions);
    }

    private static List<string> ReadDimensions(ReadOnlyMemory<byte> message, MemoryBudget budget)
    {
        var reader = new ProtoReader(message, "a shape", budget);
        List<string> dimensions = [];
        while (reader.Next())
        {
            if (reader.Field != DimensionField)
            {
                reader.Skip();
                continue;
            }

            budget.ChargeText(0);
            var dimension = new ProtoReader(reader.Bytes(), "a shape", budget);
            string size = "";
            while (dimension.Next())
            {
                switch (dimension.Field)
                {
                    case SizeField:
                        budget.ChargeText(MaxDigits);
                        size = dimension.Integer().ToString(CultureInfo.InvariantCulture);
                        break;
                    case FreeField:
                        size = dimension.Text();
                        break;
                    default:
                        dimension.Skip();
                        break;
                }
            }

            dimensions.Add(size);
        }

        return dimensions;
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
