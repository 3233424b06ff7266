using System.Buffers.Binary;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>A first state that is a constant must be zero, whatever field of the file its numbers lie in; no cell of EdgeSeq starts elsewhere.</summary>
[Trait("Isa", "none")]
public sealed class FirstStateTests
{
    private const int Float = 1, UInt8 = 2, Half = 10, Double = 11, BFloat = 16;
    private const int Hidden = 5;

    public static TheoryData<int, string> Encodings => new()
    {
        { Float, "raw" }, { Float, "packed" }, { Float, "one by one" }, { Float, "in two parts" },
        { Double, "raw" }, { Double, "packed" }, { Half, "raw" }, { Half, "packed" }, { Half, "one by one" }, { Half, "in two parts" },
        { BFloat, "raw" }, { BFloat, "packed" }, { BFloat, "one by one" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Zeros_are_read_and_others_refused(int type, string how)
    {
        foreach (string way in new[] { "initializer", "Constant", "ConstantOfShape", "ConstantOfShape of the batch", "Expand" })
        {
            foreach (int input in new[] { 5, 6 })
            {
                using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
                using Model<Shapes.Words> zero = OnnxModel.Import<Shapes.Words>(FileOf(model, input, way, type, how, 0)), negative = OnnxModel.Import<Shapes.Words>(FileOf(model, input, way, type, how, -0.0));
                Assert.Equal(model.ComputeSha256(), zero.ComputeSha256());
                Assert.Equal(model.ComputeSha256(), negative.ComputeSha256());
                string message = Assert.Throws<ModelFormatException>(() => OnnxModel.Import<Shapes.Words>(FileOf(model, input, way, type, how, 0.75))).Message;
                Assert.Contains(way.StartsWith("ConstantOfShape of", StringComparison.Ordinal) || way == "Expand" ? "is no input of the graph" : "neither an input of the graph nor zero", message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Numbers_that_are_not_where_the_type_says_are_refused()
    {
        AssertRefused(RawFile.Tensor("first", Float, [1, 1, Hidden], tensor => tensor.Bytes(10, new byte[Hidden * 8])), "has numbers of type float in field 10");
        AssertRefused(RawFile.Tensor("first", Float, [1, 1, Hidden], tensor => tensor.Bytes(5, new byte[Hidden])), "has numbers of type float in field 5");
        AssertRefused(RawFile.Tensor("first", Float, [1, 1, Hidden], _ => { }), "has 0 bytes for the shape [1, 1, 5]");
        AssertRefused(RawFile.Tensor("first", Float, [1, 1, Hidden], tensor => tensor.Bytes(4, new byte[16])), "has 16 bytes for the shape [1, 1, 5]");
        AssertRefused(RawFile.Tensor("first", UInt8, [1, 1, Hidden], tensor => tensor.Bytes(5, new byte[Hidden])), "has numbers of type uint8; expected float");
        AssertRefused(RawFile.Tensor("first", UInt8, [1, 1, Hidden], tensor => tensor.Bytes(5, [0, 0, 0, 0, 1])), "has numbers of type uint8; expected float");
        AssertRefused(RawFile.Tensor("first", 14, [1, 1, Hidden], tensor => tensor.Bytes(9, new byte[Hidden * 8])), "has numbers of type 14; expected float");
        AssertRefused(
            RawFile.Tensor("first", Float, [1, 1, Hidden], tensor =>
            {
                tensor.Bytes(9, new byte[Hidden * 4]);
                tensor.Bytes(4, new byte[Hidden * 4]);
            }),
            "has its numbers twice");
    }

    [Fact]
    public void Zeros_of_another_shape_are_refused()
    {
        foreach (long[] size in new long[][] { [1, 1, Hidden + 1], [2, 1, Hidden], [1, Hidden], [Hidden] })
        {
            AssertRefused(RawFile.Tensor("first", Float, size, tensor => tensor.Bytes(9, new byte[size.Aggregate(4, (a, b) => a * (int)b)])), "has the shape");
        }
    }

    [Fact]
    public void A_value_that_is_no_tensor_is_no_zero()
    {
        using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
        Rewritten graph = Reading(model, 5).Constant("size", 1, 1, Hidden).Begin(new OnnxNode("ConstantOfShape", "zeros", ["size"], ["first"], [new("value") { Number = 1 }]));
        Assert.Contains("its value is no tensor", Assert.Throws<ModelFormatException>(() => OnnxModel.Import<Shapes.Words>(graph.Bytes())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_that_is_there_twice_is_refused()
    {
        using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
        byte[] file = Rewritten.Of(model).Change("layer_0", node => node.With(new("direction") { Text = "reverse" })).Bytes();
        Assert.Contains("has the attribute \"direction\" twice", Assert.Throws<ModelFormatException>(() => OnnxModel.Import<Shapes.Words>(file)).Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(byte[] tensor, string reason)
    {
        using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
        byte[] file = RawFile.With(Reading(model, 5).Bytes(), RawFile.Initializer, tensor);
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => OnnxModel.Import<Shapes.Words>(file)).Message, StringComparison.Ordinal);
    }

    /// <summary>A graph whose first layer reads <c>first</c>.</summary>
    private static Rewritten Reading(Model<Shapes.Words> model, int input) =>
        Rewritten.Of(model).Change("layer_0", node => node with { Inputs = [.. node.Inputs.Take(input), "first", .. node.Inputs.Skip(input + 1)] });

    private static byte[] FileOf(Model<Shapes.Words> model, int input, string way, int type, string how, double last)
    {
        Rewritten graph = Reading(model, input).Constant("one", 1).Constant("size", 1, 1, Hidden).Constant("hidden", Hidden);
        OnnxNode[] sizes =
        [
            new("Shape", "", ["tokens"], ["steps_and_rows"], []), new("Gather", "", ["steps_and_rows", "one"], ["batch"], []),
            new("Concat", "", ["one", "batch", "hidden"], ["sizes"], [new("axis") { Integer = 0 }]),
        ];
        switch (way)
        {
            case "initializer":
                return RawFile.With(graph.Bytes(), RawFile.Initializer, Encoded("first", type, how, [1, 1, Hidden], last));
            case "Constant":
                return RawFile.With(graph.Bytes(), RawFile.Node, RawFile.NodeOf("Constant", [], "first", Encoded("", type, how, [1, 1, Hidden], last)));
            case "ConstantOfShape":
                return RawFile.With(graph.Bytes(), RawFile.Node, RawFile.NodeOf(way, ["size"], "first", Encoded("", type, how, [1], last)));
            case "Expand":
                graph.Begin([.. sizes, new("Expand", "", ["value", "sizes"], ["first"], [])]);
                return RawFile.With(graph.Bytes(), RawFile.Initializer, Encoded("value", type, how, [1, 1, Hidden], last));
            default:
                byte[] file = RawFile.With(graph.Bytes(), RawFile.Node, RawFile.NodeOf("ConstantOfShape", ["sizes"], "first", Encoded("", type, how, [1], last)));
                return sizes.Reverse().Aggregate(file, (whole, node) =>
                {
                    var writer = new ProtoWriter();
                    node.Write(writer);
                    return RawFile.With(whole, RawFile.Node, writer.Written.ToArray());
                });
        }
    }

    /// <summary>A tensor of zeros but for its last number.</summary>
    private static byte[] Encoded(string name, int type, string how, long[] size, double last)
    {
        double[] values = new double[size.Aggregate(1L, (a, b) => a * b)];
        values[^1] = last;
        int field = type switch { Float => 4, Double => 10, _ => 5 };
        byte[][] numbers = [.. values.Select(value => BytesOf(type, value))];
        return RawFile.Tensor(name, type, size, tensor =>
        {
            if (how == "raw")
            {
                tensor.Bytes(9, [.. numbers.SelectMany(bytes => bytes)]);
                return;
            }

            byte[][] packed = [.. numbers.Select(bytes => field == 5 ? Varint(BinaryPrimitives.ReadUInt16LittleEndian(bytes)) : bytes)];
            if (how == "one by one")
            {
                foreach ((double value, byte[] bytes) in values.Zip(numbers))
                {
                    if (field == 5)
                    {
                        tensor.Integer(field, BinaryPrimitives.ReadUInt16LittleEndian(bytes));
                    }
                    else
                    {
                        tensor.Single(field, (float)value);
                    }
                }

                return;
            }

            int cut = how == "packed" ? 0 : packed.Length / 2;
            tensor.Bytes(field, [.. packed.Take(cut).SelectMany(number => number)]);
            tensor.Bytes(field, [.. packed.Skip(cut).SelectMany(number => number)]);
        });
    }

    private static byte[] BytesOf(int type, double value) => type switch
    {
        Float => BitConverter.GetBytes((float)value),
        Double => BitConverter.GetBytes(value),
        Half => BitConverter.GetBytes((Half)value),
        _ => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16)),
    };

    /// <summary>The bytes of an integer without the tag before them.</summary>
    private static byte[] Varint(ushort value)
    {
        var field = new ProtoWriter();
        field.Integer(1, value);
        return field.Written[1..].ToArray();
    }
}
