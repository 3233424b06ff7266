using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Onnx.Tests;

/// <summary>Messages that EdgeSeq never writes.</summary>
internal static class RawFile
{
    public const int Node = 1, Initializer = 5;

    private const int Graph = 7;

    /// <summary>A file with a message more in its graph, before all others.</summary>
    public static byte[] With(byte[] file, int field, byte[] message)
    {
        var added = new ProtoWriter();
        added.Bytes(field, message);
        var reader = new ProtoReader(file, "", new MemoryBudget(file.Length));
        var writer = new ProtoWriter();
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                writer.Integer(1, reader.Integer());
                continue;
            }

            ReadOnlySpan<byte> bytes = reader.Bytes().Span;
            writer.Bytes(reader.Field, reader.Field == Graph ? [.. added.Written, .. bytes] : bytes);
        }

        return writer.Written.ToArray();
    }

    /// <summary>A tensor.</summary>
    public static byte[] Tensor(string name, int type, long[] dimensions, Action<ProtoWriter> numbers)
    {
        var tensor = new ProtoWriter();
        tensor.Integers(1, dimensions);
        tensor.Integer(2, type);
        tensor.Text(8, name);
        numbers(tensor);
        return tensor.Written.ToArray();
    }

    /// <summary>A node with a tensor as the attribute <c>value</c>.</summary>
    public static byte[] NodeOf(string type, string[] inputs, string output, byte[] value)
    {
        var node = new ProtoWriter();
        node.Texts(1, inputs);
        node.Text(2, output);
        node.Text(4, type);
        node.Message(5, attribute =>
        {
            attribute.Text(1, "value");
            attribute.Bytes(5, value);
            attribute.Integer(20, 4);
        });
        return node.Written.ToArray();
    }
}
