using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>Files that are damaged or hold another graph: only the documented exception, and the model is as before.</summary>
[Trait("Isa", "none")]
public sealed class HostileTests
{
    private static readonly byte[] s_file = Written();

    [Fact]
    public void A_file_that_is_cut_is_refused()
    {
        using Model<Shapes.Words> model = Models.Create<Shapes.Words>(seed: 2);
        string before = model.ComputeSha256();
        for (int length = 0; length < s_file.Length; length++)
        {
            try
            {
                OnnxModel.ImportWeights(model, s_file.AsMemory(0, length));
            }
            catch (ModelFormatException)
            {
                Assert.Equal(before, model.ComputeSha256());
                continue;
            }

            // Only what follows the graph may be missing: the version of the operators and the metadata.
            Assert.True(length > s_file.Length * 3 / 4, $"{length} of {s_file.Length} bytes were accepted.");
            OnnxModel.ImportWeights(model, OnnxModel.Export(Models.Create<Shapes.Words>(seed: 2)));
        }
    }

    [Fact]
    public void Flipped_bits_are_read_or_refused()
    {
        using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
        for (int bit = 0; bit < s_file.Length * 8; bit += 3)
        {
            byte[] damaged = [.. s_file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                OnnxModel.ImportWeights(model, damaged);
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x3B })]
    [InlineData(new byte[] { 0x00, 0x00 })]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x3A, 0x00 })]
    public void Lengths_beyond_the_file_and_unknown_kinds_of_field_are_refused(byte[] file) =>
        Assert.Throws<ModelFormatException>(() => OnnxModel.Import<Shapes.Words>(file));

    [Fact]
    public void Deep_nesting_does_not_recurse()
    {
        // A graph within an attribute of a node of a graph, and so on; what lies within an attribute is not read.
        byte[] inner = [];
        for (int depth = 0; depth < 5000; depth++)
        {
            var writer = new ProtoWriter();
            writer.Bytes(depth % 2 == 0 ? 5 : 6, inner);
            inner = writer.Written.ToArray();
        }

        var node = new ProtoWriter();
        node.Bytes(5, inner);
        var graph = new ProtoWriter();
        graph.Bytes(1, node.Written);
        var file = new ProtoWriter();
        file.Bytes(7, graph.Written);
        Assert.Throws<ModelFormatException>(() => OnnxModel.Import<Shapes.Words>(file.Written.ToArray()));
    }

    [Fact]
    public void Another_shape_is_refused_by_what_differs()
    {
        using Model<Shapes.Characters> model = Models.Create<Shapes.Characters>();
        string message = Refusal<Shapes.Words>(OnnxModel.Export(model));
        Assert.Equal("The file has cell GruResetAfter; Words expects Lstm.", message);
    }

    [Fact]
    public void The_first_node_that_does_not_fit_is_named()
    {
        AssertNamed(6, node => node with { Operator = "Relu" }, "Node \"join_1\" (\"Relu\")");
        AssertNamed(0, node => node with { Domain = "com.example" }, "Node \"input\" (\"com.example.Gather\")");
        AssertNamed(1, node => node with { Operator = "GRU" }, "Node \"layer_0\" (\"GRU\")");
        AssertNamed(1, node => node.With(new("clip")), "\"clip\"");
        AssertNamed(1, node => node.With(new("layout") { Integer = 1 }), "Node \"order_0\" (\"Transpose\") does not fit");
        AssertNamed(1, node => node with { Inputs = [.. node.Inputs.Take(4), "rows"] }, "it has lengths of sequences");
        AssertNamed(1, node => node with { Inputs = [.. node.Inputs.Take(5), "rows"] }, "neither an input of the graph nor zero");
        AssertNamed(4, node => node with { Inputs = ["vectors", .. node.Inputs.Skip(1)] }, "Node \"layer_1\" (\"LSTM\") does not fit: it reads 5 numbers a step; 3 come in");
        AssertNamed(1, node => node with { Operator = "Slice", Inputs = ["tokens", "rows"] }, "Node \"order_0\" (\"Transpose\")");
        AssertNamed(7, node => node with { Inputs = [node.Inputs[0], "tokens"] }, "Node \"head\" (\"MatMul\")");
        AssertNamed(8, node => node with { Operator = "Sub" }, "Node \"head_bias\" (\"Sub\")");
    }

    private static void AssertNamed(int index, Func<OnnxNode, OnnxNode> change, string expected)
    {
        OnnxFile file = OnnxFile.Read(s_file);
        file.Nodes[index] = change(file.Nodes[index]);
        var writer = new ProtoWriter();
        file.Write(writer);
        Assert.Contains(expected, Refusal<Shapes.Words>(writer.Written.ToArray()), StringComparison.Ordinal);
    }

    private static string Refusal<TShape>(byte[] file)
        where TShape : struct, ITrainableModel => Assert.Throws<ModelFormatException>(() => OnnxModel.Import<TShape>(file)).Message;

    private static byte[] Written()
    {
        using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
        return OnnxModel.Export(model);
    }
}
