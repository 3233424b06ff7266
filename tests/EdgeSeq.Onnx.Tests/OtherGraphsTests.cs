using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>
/// Graphs that say the same in other nodes come to the same weights; those that say something else are refused by naming the node.
/// ONNX Runtime does not run layout 1 on processors, so a file of layout 0 is what it is compared with.
/// </summary>
[Trait("Isa", "none")]
public sealed class OtherGraphsTests
{
    private static readonly OnnxAttribute s_swapVectors = new("perm") { Integers = [1, 0, 2] }, s_swapTokens = new("perm") { Integers = [1, 0] };

    [Fact]
    public void Layout_1()
    {
        AssertSame<Shapes.Characters>(graph => graph.WithLayout1());
        AssertSame<Shapes.Words>(graph => graph.WithLayout1());
        AssertSame<Shapes.Classifier>(graph => graph.WithLayout1());
        AssertSame<Shapes.Tagger>(graph => graph.WithLayout1());
        AssertSame<Shapes.Alarm>(graph => graph.WithLayout1());
    }

    [Fact]
    public void Layout_1_between_transposes()
    {
        AssertSame<Shapes.Forecast>(graph => Rewire(graph.WithLayout1(), s_swapVectors).InsertAfter("join_0", "Transpose", s_swapVectors));
        AssertRefused<Shapes.Words>(graph => graph.Change("layer_1", node => node.With(new("layout") { Integer = 1 })), "\"layer_1\" (\"LSTM\")", "it reads the batch as the first axis, and gets time");
        AssertRefused<Shapes.Words>(graph => graph.WithLayout1().InsertAfter("join_0", "Transpose", s_swapVectors), "\"layer_1\" (\"LSTM\")", "it reads the batch as the first axis, and gets time");
        AssertRefused<Shapes.Words>(graph => graph.WithLayout1().Change("layer_0", node => node with { Attributes = [.. node.Attributes.SkipLast(1), new("layout") { Integer = 2 }] }), "\"layer_0\" (\"LSTM\")", "layout must be 0 or 1");
    }

    [Fact]
    public void Transposes_of_time_and_batch()
    {
        AssertSame<Shapes.Deep>(graph => graph.InsertAfter("input", "Transpose", s_swapVectors).InsertAfter("join_1", "Transpose", s_swapVectors));
        AssertSame<Shapes.Deep>(graph => graph.InsertAfter("input", "Transpose", s_swapVectors).InsertAfter("head_bias", "Transpose", s_swapVectors));
        AssertSame<Shapes.Deep>(graph => graph.InsertAfter("join_0", "Transpose", s_swapVectors).InsertAfter("Transpose_after_join_0", "Transpose", s_swapVectors));
        AssertSame<Shapes.Words>(graph => Rewire(graph, s_swapTokens));
        AssertRefused<Shapes.Deep>(graph => graph.InsertAfter("join_0", "Transpose", s_swapVectors), "\"layer_1\" (\"GRU\")", "it reads time as the first axis, and gets the batch");
        AssertRefused<Shapes.Deep>(graph => graph.InsertAfter("input", "Transpose", new("perm") { Integers = [0, 2, 1] }), "\"Transpose_after_input\" (\"Transpose\")", "expected RNN, GRU or LSTM");
        AssertRefused<Shapes.Forecast>(graph => Rewire(graph, s_swapTokens), "\"layer_0\" (\"RNN\")", "expected Gather");
    }

    [Fact]
    public void The_last_step()
    {
        // Alarm ends in a last state; here the last of all outputs comes to the same.
        AssertSame<Shapes.Alarm>(graph => LastOutput(graph, 0, -1));
        AssertRefused<Shapes.Alarm>(graph => LastOutput(graph, 0, 0), "\"last\" (\"Gather\")", "its index must be -1");
        AssertRefused<Shapes.Alarm>(graph => LastOutput(graph, 1, -1), "\"last\" (\"Gather\")", "axis must be 0");
        AssertRefused<Shapes.Alarm>(graph => LastOutput(graph, 0, -1, isList: true), "\"last\" (\"Gather\")", "its index must be one number, and has the shape [1]");
        AssertRefused<Shapes.Classifier>(graph => LastOutput(graph, 0, -1), "\"last\" (\"Gather\")", "the direction from the end has read one step only");
    }

    [Fact]
    public void The_last_state()
    {
        AssertSame<Shapes.Alarm>(graph => LastState(graph, 0, -1));
        AssertSame<Shapes.Alarm>(graph => LastState(graph, 0, 0));
        AssertSame<Shapes.Alarm>(graph => LastState(graph.WithLayout1(), 1, 0));
        AssertRefused<Shapes.Alarm>(graph => LastState(graph, 0, 1), "\"last\" (\"Gather\")", "index 1 is no last state");
        AssertRefused<Shapes.Alarm>(graph => LastState(graph, 0, 0, output: 2), "\"last\" (\"Gather\")", "it does not read the outputs of Node \"layer_0\"");
    }

    [Fact]
    public void First_states_of_the_size_of_the_batch()
    {
        AssertSame<Shapes.Forecast>(graph => ZeroState(graph, 0));
        AssertRefused<Shapes.Forecast>(graph => ZeroState(graph, 1), "\"zeros\" (\"ConstantOfShape\")", "\"sizes\" is no input of the graph");
    }

    [Fact]
    public void A_gemm_as_the_output_layer()
    {
        AssertSame<Shapes.Classifier>(graph => graph.WithGemm());
        AssertSame<Shapes.Classifier>(graph => graph.WithGemm(new("alpha") { Number = 1 }, new("beta") { Number = 1 }, new("transA") { Integer = 0 }), activate: true);
        AssertRefused<Shapes.Classifier>(graph => graph.WithGemm(new OnnxAttribute("alpha") { Number = 2 }), "\"head\" (\"Gemm\")", "alpha and beta must be 1");
        AssertRefused<Shapes.Classifier>(graph => graph.WithGemm(new OnnxAttribute("beta") { Number = 0 }), "\"head\" (\"Gemm\")", "alpha and beta must be 1");
        AssertRefused<Shapes.Classifier>(graph => graph.WithGemm(new OnnxAttribute("transA") { Integer = 1 }), "\"head\" (\"Gemm\")", "transA 0");
        AssertRefused<Shapes.Classifier>(graph => graph.WithGemm(new OnnxAttribute("transB") { Integer = 1 }), "\"head\" (\"Gemm\")", "has the shape [8, 3]; expected [8, 8]");
        AssertRefused<Shapes.Forecast>(graph => graph.WithGemm(), "\"head\" (\"Gemm\")", "it takes matrices, and gets steps of a batch");
    }

    [Fact]
    public void A_gemm_without_a_bias_has_zeros()
    {
        using Model<Shapes.Classifier> model = Models.Create<Shapes.Classifier>();
        Rewritten graph = Rewritten.Of(model).WithGemm().Change("head", node => node with { Inputs = [.. node.Inputs.Take(2)] });
        using Model<Shapes.Classifier> read = OnnxModel.Import<Shapes.Classifier>(graph.Bytes());
        model.SetParameter("b_y", new float[1, 3]);
        Assert.Equal(model.ComputeSha256(), read.ComputeSha256());
    }

    /// <summary>A Transpose between the input of the graph and the first node.</summary>
    private static Rewritten Rewire(Rewritten graph, OnnxAttribute order)
    {
        OnnxNode first = graph.Nodes[0];
        string input = first.Operator == "Gather" ? "tokens" : "x";
        graph.Nodes[0] = first with { Inputs = [.. first.Inputs.Select(name => name == input ? "swapped" : name)] };
        graph.Nodes.Insert(0, new("Transpose", "swap", [input], ["swapped"], [order]));
        return graph;
    }

    private static Rewritten LastOutput(Rewritten graph, long axis, long index, bool isList = false)
    {
        OnnxNode layer = graph.Nodes.Last(RecurrentReader.IsRecurrent);
        int join = graph.Nodes.FindLastIndex(node => node.Operator == "Reshape");
        string joined = graph.Nodes[join].Outputs[0];
        graph.Nodes[join - 1] = graph.Nodes[join - 1] with { Inputs = [layer.Outputs[0]], Attributes = [new("perm") { Integers = [0, 2, 1, 3] }] };
        graph.Nodes[join] = graph.Nodes[join] with { Inputs = [graph.Nodes[join].Inputs[0], "every"], Outputs = ["steps"] };
        graph.Nodes.Insert(join + 1, new("Gather", "last", ["steps", "index"], [joined], [new("axis") { Integer = axis }]));
        graph.Constant("every", 0, 0, -1);
        return isList ? graph.Constant("index", index) : graph.Scalar("index", index);
    }

    private static Rewritten LastState(Rewritten graph, long axis, long index, int output = 1)
    {
        OnnxNode layer = graph.Nodes.Last(RecurrentReader.IsRecurrent);
        int join = graph.Nodes.FindLastIndex(node => node.Operator == "Reshape");
        graph.Nodes[join] = new("Gather", "last", [layer.Outputs[output], "index"], graph.Nodes[join].Outputs, [new("axis") { Integer = axis }]);
        graph.Nodes.RemoveAll(node => node.Operator == "Transpose");
        return graph.Scalar("index", index);
    }

    /// <summary>The first state of Forecast made on the spot, as PyTorch's exporter does where it is left out.</summary>
    private static Rewritten ZeroState(Rewritten graph, float value)
    {
        graph.Constant("one", 1).Constant("four", 4).Change("layer_0", node => node with { Inputs = [.. node.Inputs.SkipLast(1), "zero"] });
        graph.Nodes.InsertRange(0,
        [
            new("Shape", "shape", ["x"], ["size"], []),
            new("Gather", "batch", ["size", "one"], ["rows"], []),
            new("Concat", "sizes", ["one", "rows", "four"], ["sizes"], [new("axis") { Integer = 0 }]),
            new("ConstantOfShape", "zeros", ["sizes"], ["zero"], [new("value") { Tensor = OnnxTensor.Of("", [value], 1) }]),
        ]);
        return graph;
    }

    private static void AssertSame<TShape>(Func<Rewritten, Rewritten> rewrite, bool activate = false)
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>();
        using Model<TShape> read = OnnxModel.Import<TShape>(rewrite(Rewritten.Of(model, activate)).Bytes());
        Assert.Equal(model.ComputeSha256(), read.ComputeSha256());
    }

    private static void AssertRefused<TShape>(Func<Rewritten, Rewritten> rewrite, string node, string reason)
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>();
        byte[] file = rewrite(Rewritten.Of(model)).Bytes();
        string message = Assert.Throws<ModelFormatException>(() => OnnxModel.Import<TShape>(file)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.StartsWith($"Node {node}", message, StringComparison.Ordinal);
    }
}
