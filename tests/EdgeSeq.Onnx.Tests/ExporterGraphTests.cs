using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Targets.Tool.Verify;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>What exporters write around a model that changes nothing: it is read, and ONNX Runtime comes to the same outputs.</summary>
public sealed class ExporterGraphTests
{
    private static readonly OnnxTensor s_on = new("on", [], NumberType.Bool, new byte[] { 1 }), s_off = new("off", [], NumberType.Bool, new byte[] { 0 });

    [Fact]
    public void Identity()
    {
        AssertRuns<Shapes.Deep>(graph => graph.InsertAfter("join_0", "Identity").InsertAfter("head_bias", "Identity").Begin(
            new OnnxNode("Identity", "", ["R"], ["R_l0"], [])).Tensor(graph.Take("R_l0") with { Name = "R" }));
        AssertRuns<Shapes.Deep>(graph => graph.Begin(new OnnxNode("Identity", "", ["state_h_l0"], ["same"], [])).Change("layer_0", node => Reads(node, 5, "same")));
    }

    [Fact]
    public void Dropout_at_inference()
    {
        AssertRuns<Shapes.Deep>(graph => graph.InsertAfter("join_0", "Dropout"));
        AssertRuns<Shapes.Deep>(graph => graph.Tensor(OnnxTensor.Of("rate", [0.5f])).Tensor(s_off).InsertAfter("join_0", "Dropout", null, "rate", "off"));
        AssertRead<Shapes.Deep>(graph => graph.InsertAfter("join_0", "Dropout", new("ratio") { Number = 0.5f }));
        AssertRefused<Shapes.Deep>(graph => graph.Tensor(OnnxTensor.Of("rate", [0.5f])).Tensor(s_on).InsertAfter("join_0", "Dropout", null, "rate", "on"), "(\"Dropout\") does not fit");
        AssertRefused<Shapes.Deep>(graph => graph.InsertAfter("join_0", "Dropout", new("is_test") { Integer = 0 }), "(\"Dropout\") does not fit");
    }

    [Fact]
    public void Constants_of_every_kind()
    {
        AssertRuns<Shapes.Deep>(graph =>
        {
            graph.Take("size_l0");
            float[] bias = graph.Take(NamedModel.HeadBias).Floats(graph.Nodes[0], 9).ToArray();
            return graph.Begin(
                new OnnxNode("Constant", "", [], ["size_l0"], [new("value_ints") { Integers = [0, 0, -1] }]),
                new OnnxNode("Constant", "", [], [NamedModel.HeadBias], [new("value_floats") { Numbers = bias }]));
        });
        AssertRefused<Shapes.Deep>(
            graph =>
            {
                graph.Take("size_l0");
                return graph.Begin(new OnnxNode("Constant", "", [], ["size_l0"], [new("value_string") { Text = "0, 0, -1" }]));
            },
            "its value is neither a tensor nor numbers");
    }

    [Fact]
    public void Squeeze_counts_axes_from_the_end()
    {
        AssertRuns<Shapes.Deep>(graph => Squeezed(graph.Constant("axis", -3), null));
        AssertRead<Shapes.Deep>(graph => Squeezed(graph, new("axes") { Integers = [-3] }));
        AssertRefused<Shapes.Deep>(graph => Squeezed(graph.Constant("axis", -2), null), "it must remove the axis of the only direction");
        AssertRefused<Shapes.Deep>(graph => Squeezed(graph.Constant("axis", -9), null), "there is no axis -9 of 4");

        static Rewritten Squeezed(Rewritten graph, OnnxAttribute? axes)
        {
            int order = graph.Nodes.FindIndex(node => node.Name == "order_0");
            graph.Nodes[order] = new("Squeeze", "squeeze", axes is null ? ["y_l0", "axis"] : ["y_l0"], graph.Nodes[order + 1].Outputs, axes is null ? [] : [axes]);
            graph.Nodes.RemoveAt(order + 1);
            return graph;
        }
    }

    [Fact]
    public void A_bias_may_have_axes_of_size_1()
    {
        AssertRuns<Shapes.Deep>(graph => graph.Tensor(graph.Take(NamedModel.HeadBias) with { Dimensions = [1, 9] }));
        AssertRuns<Shapes.Deep>(graph => graph.Tensor(graph.Take(NamedModel.HeadBias) with { Dimensions = [1, 1, 9] }));
        AssertRuns<Shapes.Classifier>(graph => graph.WithGemm().Tensor(graph.Take(NamedModel.HeadBias) with { Dimensions = [1, 3] }));
        AssertRefused<Shapes.Classifier>(graph => graph.Tensor(graph.Take(NamedModel.HeadBias) with { Dimensions = [1, 1, 3] }), "has the shape [1, 1, 3]; expected [3]");
        AssertRefused<Shapes.Deep>(graph => graph.Tensor(graph.Take(NamedModel.HeadBias) with { Dimensions = [9, 1] }), "has the shape [9, 1]; expected [9]");
    }

    [Fact]
    public void No_bias_is_one_of_zeros()
    {
        using Model<Shapes.Deep> model = Models.Create<Shapes.Deep>();
        model.SetParameter("b_y", new float[1, 9]);
        Rewritten graph = Rewritten.Of(model);
        int sum = graph.Nodes.FindIndex(node => node.Operator == "Add");
        graph.Nodes[sum - 1] = graph.Nodes[sum - 1] with { Outputs = graph.Nodes[sum].Outputs };
        graph.Nodes.RemoveAt(sum);
        AssertRuns(model, graph.Bytes());
    }

    [Fact]
    public void Peepholes_of_zeros()
    {
        AssertRuns<Shapes.Words>(graph => WithPeepholes(graph, new float[15], 15));
        AssertRefused<Shapes.Words>(graph => WithPeepholes(graph, [.. new float[14], 0.5f], 15), "it has peepholes");
        AssertRefused<Shapes.Words>(graph => WithPeepholes(graph, new float[10], 10), "has the shape [1, 10]; expected [1, 15]");

        static Rewritten WithPeepholes(Rewritten graph, float[] values, long size) =>
            graph.Tensor(OnnxTensor.Of("P", values, 1, size)).Change("layer_0", node => node with { Inputs = [.. node.Inputs, "P"] });
    }

    [Fact]
    public void Lengths_that_are_all_steps()
    {
        AssertRuns<Shapes.Forecast>(graph => WithLengths(graph, "7", 7, 7, 7));
        AssertRefused<Shapes.Forecast>(graph => WithLengths(graph, "7", 7, 6, 7), "it has lengths of sequences");
        AssertRefused<Shapes.Forecast>(graph => WithLengths(graph, "steps", 7, 7, 7), "it has lengths of sequences");
        AssertRuns<Shapes.Forecast>(graph => WithComputedLengths(graph, 0));
        AssertRefused<Shapes.Forecast>(graph => WithComputedLengths(graph, 1), "it has lengths of sequences");

        static Rewritten WithLengths(Rewritten graph, string steps, params int[] lengths)
        {
            graph.File.Inputs[0] = graph.File.Inputs[0] with { Dimensions = [steps, "3", "3"] };
            return graph.Tensor(new("lengths", [3], NumberType.Int32, lengths.SelectMany(BitConverter.GetBytes).ToArray())).Change("layer_0", node => Reads(node, 4, "lengths"));
        }

        static Rewritten WithComputedLengths(Rewritten graph, long axis) => graph.Constant("axis", axis).Constant("rows", 1).Change("layer_0", node => Reads(node, 4, "lengths")).Begin(
            new("Shape", "", ["x"], ["sizes"], []),
            new("Gather", "", ["sizes", "axis"], ["steps"], []),
            new("Cast", "", ["steps"], ["steps32"], [new("to") { Integer = NumberType.Int32 }]),
            new("Gather", "", ["sizes", "rows"], ["batch"], []),
            new("Expand", "", ["steps32", "batch"], ["lengths"], []));
    }

    [Fact]
    public void Parameters_of_activations_that_have_none() => AssertRuns<Shapes.Words>(graph => graph.Change("layer_0", node => node
        .With(new("activation_alpha") { Numbers = [0.01f, 0.02f, 0.03f] }).With(new("activation_beta") { Numbers = [1, 1, 1] })));

    [Fact]
    public void Slice_of_the_last_step()
    {
        AssertRuns<Shapes.Alarm>(graph => Last(graph.Constant("first", -1).Constant("end", long.MaxValue).Constant("time", 0), ["first", "end", "time"], ["time"], [], []));
        AssertRead<Shapes.Alarm>(graph => Last(
            graph, [], [], [new("starts") { Integers = [-1] }, new("ends") { Integers = [int.MaxValue] }, new("axes") { Integers = [0] }], [new("axes") { Integers = [0] }]));
        AssertRefused<Shapes.Alarm>(
            graph => Last(graph, [], [], [new("starts") { Integers = [-2] }, new("ends") { Integers = [-1] }, new("axes") { Integers = [0] }], [new("axes") { Integers = [0] }]),
            "it must take the last step");

        static Rewritten Last(Rewritten graph, string[] slice, string[] squeeze, OnnxAttribute[] bounds, OnnxAttribute[] axes)
        {
            int order = graph.Nodes.FindIndex(node => node.Name == "order_0"), join = order + 1;
            string joined = graph.Nodes[join].Outputs[0];
            graph.Nodes[order] = graph.Nodes[order] with { Inputs = ["y_l0"], Attributes = [new("perm") { Integers = [0, 2, 1, 3] }] };
            graph.Nodes[join] = graph.Nodes[join] with { Inputs = [graph.Nodes[join].Inputs[0], "every"], Outputs = ["steps"] };
            graph.Nodes.InsertRange(join + 1, [new("Slice", "slice", ["steps", .. slice], ["last"], bounds), new("Squeeze", "", ["last", .. squeeze], [joined], axes)]);
            return graph.Constant("every", 0, 0, -1);
        }
    }

    [Fact]
    public void A_second_output()
    {
        AssertRuns<Shapes.Labels>(graph => WithOutput(graph, "sums"), activate: true);
        AssertRuns<Shapes.Alarm>(graph => WithOutput(graph, "memory", new OnnxNode("Transpose", "", ["next_h_l0"], ["memory"], [new("perm") { Integers = [1, 0, 2] }])));
        AssertRuns<Shapes.Classifier>(graph => WithOutput(graph, "best", new OnnxNode("ArgMax", "", ["output"], ["best"], [new("axis") { Integer = -1 }])), activate: true);

        static Rewritten WithOutput(Rewritten graph, string name, params OnnxNode[] nodes)
        {
            graph.Nodes.AddRange(nodes);
            graph.File.Outputs.Add(new(name, name == "best" ? OnnxTensor.Int64 : OnnxTensor.Float32, ["a", "b", .. name == "best" ? Array.Empty<string>() : ["c"]]));
            return graph;
        }
    }

    /// <summary>As PyTorch writes weights if it is told not to fold constants: gates in its own order, cut and put together.</summary>
    [Fact]
    public void Constants_that_are_not_folded()
    {
        AssertRuns<Shapes.Characters>(graph =>
        {
            OnnxTensor recurrent = graph.Take("R_l0"), head = graph.Take(NamedModel.HeadWeight);
            float[] update = recurrent.Floats(graph.Nodes[0], 1, 15, 5).ToArray(), weights = head.Floats(graph.Nodes[0], 5, 7).ToArray();
            graph.Tensor(OnnxTensor.Of("R", [.. update[25..50], .. update[..25], .. update[50..]], 15, 5)).Tensor(OnnxTensor.Of("linear", WeightOrder.Transpose(weights, 5), 7, 5));
            graph.Constant("0", 0).Constant("5", 5).Constant("10", 10).Constant("15", 15).Constant("two", 2, -1);
            return graph.Begin(
                new("Slice", "", ["R", "0", "5", "0"], ["r"], []),
                new("Slice", "", ["R", "5", "10", "0"], ["z"], []),
                new("Slice", "", ["R", "10", "15", "0"], ["n"], []),
                new("Concat", "", ["z", "r", "n"], ["zrn"], [new("axis") { Integer = 0 }]),
                new("Unsqueeze", "", ["zrn", "0"], ["R_l0"], []),
                new("Transpose", "", ["linear"], [NamedModel.HeadWeight], [new("perm") { Integers = [1, 0] }]));
        });
    }

    [Fact]
    public void Operators_on_constants_do_as_onnx_says()
    {
        AssertRuns<Shapes.Deep>(graph =>
        {
            // The bias of 9 numbers: reversed twice, half precision and back where that is exact, gathered, reshaped, expanded from one row.
            float[] bias = graph.Take(NamedModel.HeadBias).Floats(graph.Nodes[0], 9).ToArray();
            graph.Tensor(OnnxTensor.Of("bias", bias, 3, 3)).Constant("-1", -1).Constant("-10", -10).Constant("0", 0).Constant("1x9", 1, 9).Constant("order", 2, 1, 0).Constant("back", -1, -2, -3).Constant("9", 9);
            return graph.Begin(
                new("Gather", "", ["bias", "order"], ["gathered"], [new("axis") { Integer = 0 }]),
                new("Gather", "", ["gathered", "back"], ["square"], [new("axis") { Integer = -2 }]),
                new("Transpose", "", ["square"], ["turned"], []),
                new("Transpose", "", ["turned"], ["again"], [new("perm") { Integers = [1, 0] }]),
                new("Reshape", "", ["again", "-1"], ["row"], []),
                new("Slice", "", ["row", "-1", "-10", "0", "-1"], ["reversed"], []),
                new("Slice", "", ["reversed", "-1", "-10", "0", "-1"], ["straight"], []),
                new("Expand", "", ["straight", "1x9"], ["wide"], []),
                new("Cast", "", ["wide"], ["double"], [new("to") { Integer = 11 }]),
                new("Cast", "", ["double"], ["single"], [new("to") { Integer = 1 }]),
                new("Shape", "", ["row"], ["size"], []),
                new("Reshape", "", ["single", "size"], [NamedModel.HeadBias], []));
        });
    }

    private static OnnxNode Reads(OnnxNode node, int input, string name) => node with { Inputs = [.. node.Inputs.Take(input), name, .. node.Inputs.Skip(input + 1)] };

    private static void AssertRead<TShape>(Func<Rewritten, Rewritten> rewrite, bool activate = false)
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>();
        AssertRead(model, rewrite(Rewritten.Of(model, activate)).Bytes());
    }

    private static void AssertRead<TShape>(Model<TShape> model, byte[] file)
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> read = OnnxModel.Import<TShape>(file);
        Assert.Equal(model.ComputeSha256(), read.ComputeSha256());
    }

    private static void AssertRuns<TShape>(Func<Rewritten, Rewritten> rewrite, bool activate = false)
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>();
        AssertRuns(model, rewrite(Rewritten.Of(model, activate)).Bytes());
    }

    private static void AssertRuns<TShape>(Model<TShape> model, byte[] file)
        where TShape : struct, ITrainableModel
    {
        AssertRead(model, file);
        string saved = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.safetensors");
        try
        {
            model.Save(saved);
            GraphContent content = OnnxModel.Read(file);
            using var runtime = new RuntimeModel(file, content.Ports);
            using FileStream stream = File.OpenRead(saved);
            Assert.All(new ShapeRun<TShape>().Compare(stream, content, runtime), comparison => Assert.True(comparison.IsClose, $"{comparison}"));
        }
        finally
        {
            File.Delete(saved);
        }
    }

    private static void AssertRefused<TShape>(Func<Rewritten, Rewritten> rewrite, string reason)
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>();
        byte[] file = rewrite(Rewritten.Of(model)).Bytes();
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => OnnxModel.Import<TShape>(file)).Message, StringComparison.Ordinal);
    }
}
