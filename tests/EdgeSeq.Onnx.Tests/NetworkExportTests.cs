using EdgeSeq.Import;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;
using EdgeSeq.Onnx.Tests.Import;
using EdgeSeq.Shapes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>Networks as ONNX: ONNX Runtime answers as EdgeSeq does, in one part and in two, and the reader of graphs takes them back.</summary>
public sealed partial class NetworkExportTests : IDisposable
{
    private const int Batch = 3, Window = 9, Cut = 4;
    private const double Tolerance = 1e-5;

    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_kind_of_node() => AssertAgrees<Everything>(streams: true);

    [Fact]
    public void Every_function() => AssertAgrees<Functions>(streams: true);

    [Fact]
    public void Whole_sequences_in_both_directions() => AssertAgrees<Both>(streams: false);

    [Fact]
    public void Tokens_into_a_layer() => AssertAgrees<Tokens>(streams: true);

    [Fact]
    public void Learned_vectors_and_one_answer_a_sequence() => AssertAgrees<Words>(streams: false);

    [Fact]
    public void Cells_of_ones_own() => AssertAgrees<Own>(streams: true);

    [Fact]
    public void Cells_of_ones_own_in_both_directions() => AssertAgrees<OwnBoth>(streams: false);

    /// <summary>Numbers in the units of the data go in and come out.</summary>
    [Fact]
    public void A_normaliser()
    {
        using Model<Scaled> model = Models.Create<Scaled>();
        model.Normalizer = new Normalizer([1, -2], [0.5f, 3], [10, 20, 30], [2, 4, 8]);
        AssertOutputs(model, activation: true);
    }

    [Fact]
    public void The_reader_takes_every_kind_of_node_back() => AssertReads<Everything>();

    /// <summary>By its text: the kernels of thirty functions take a compiler too long for a test.</summary>
    [Fact]
    public void The_reader_takes_every_function_back()
    {
        using Model<Functions> model = Models.Create<Functions>();
        string read = ModelImport.Read(OnnxModel.Export(model)).Declaration;
        Assert.All(["abs", "cos", "elu", "exp", "gelu", "gelu_tanh", "hard_sigmoid", "leaky_relu", "log", "max", "mean", "min", "relu", "selu", "sigmoid", "sin", "softplus", "softsign", "sqrt", "sum", "tanh"],
            function => Assert.Contains($"{function}(", read, StringComparison.Ordinal));
    }

    [Fact]
    public void The_reader_takes_both_directions_back() => AssertReads<Both>();

    [Fact]
    public void A_layer_that_reads_from_the_end_alone_is_read()
    {
        using Model<Scaled> model = Models.Create<Scaled>();
        OnnxFile file = OnnxFile.Read(OnnxModel.Export(model));
        int at = file.Nodes.FindIndex(node => node.Operator == "RNN");
        file.Nodes[at] = file.Nodes[at] with { Attributes = [.. file.Nodes[at].Attributes.Where(attribute => attribute.Name != "direction"), new OnnxAttribute("direction") { Text = "reverse" }] };
        byte[] changed = Bytes(file);
        File.WriteAllBytes(_folder.At("model.onnx"), changed);
        float[] inputs = ImportFolder.Numbers(Window * 2, 1);
        using var session = new InferenceSession(changed);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(inputs, [Window, 1, 2])), NamedOnnxValue.CreateFromTensor("state_h_h", new DenseTensor<float>([1, 1, 4]))]);
        float[] y = Values(results, "y"), w = Values(results, "w");
        _folder.Check("model.onnx", inputs, [.. Enumerable.Range(0, Window).SelectMany(step => new double[] { y[2 * step], y[(2 * step) + 1], w[step] })]);
    }

    /// <summary>As onnx.save_model(..., save_as_external_data=True) writes them.</summary>
    [Fact]
    public void Numbers_beside_the_file_are_read_and_nowhere_else()
    {
        using Model<Shapes.Forecast> model = Models.Create<Shapes.Forecast>();
        byte[] whole = OnnxModel.Export(model);
        Write("weights.bin", location: "weights.bin");
        string model1 = _folder.At("model.onnx");
        using (Model<Shapes.Forecast> read = OnnxModel.Import<Shapes.Forecast>(model1))
        {
            Assert.Equal(model.Parameters.ToArray(), read.Parameters.ToArray());
        }

        Assert.Equal(ModelImport.Read(whole).Written.ToFile(), ModelImport.Read(model1).Written.ToFile());
        Assert.Contains("read the model by its path", Refused(() => ModelImport.Read(File.ReadAllBytes(model1))), StringComparison.Ordinal);
        File.WriteAllBytes(_folder.At("weights.bin"), File.ReadAllBytes(_folder.At("weights.bin"))[..^1]);
        Assert.Matches("bytes [0-9]+ to [0-9]+ of \"weights.bin\", which has [0-9]+", Refused(() => ModelImport.Read(model1)));
        File.Delete(_folder.At("weights.bin"));
        Assert.Contains("no such file beside the model", Refused(() => ModelImport.Read(model1)), StringComparison.Ordinal);
        foreach (string location in new[] { "../weights.bin", "/etc/passwd", "..", "", "sub/weights.bin" })
        {
            Write("weights.bin", location);
            Assert.Contains("no file beside the model", Refused(() => OnnxModel.Import<Shapes.Forecast>(model1)), StringComparison.Ordinal);
        }

        static string Refused(Action read) => Assert.Throws<ModelFormatException>(read).Message;

        // The file without its numbers, which go one behind the other into another.
        void Write(string name, string location)
        {
            OnnxFile file = OnnxFile.Read(whole);
            var data = new MemoryStream();
            ProtoWriter changed = new();
            changed.Message(7, graph =>
            {
                file.Nodes.ForEach(node => graph.Message(1, node.Write));
                foreach (OnnxTensor tensor in file.Tensors.Values)
                {
                    graph.Message(5, part =>
                    {
                        part.Integers(1, tensor.Dimensions);
                        part.Integer(2, tensor.DataType);
                        part.Text(8, tensor.Name);
                        Entry(part, "location", location);
                        Entry(part, "offset", $"{data.Length}");
                        Entry(part, "length", $"{tensor.Data.Length}");
                        part.Integer(14, 1);
                    });
                    data.Write(tensor.Data.Span);
                }

                file.Inputs.ForEach(input => graph.Message(11, input.Write));
                file.Outputs.ForEach(output => graph.Message(12, output.Write));
            });
            ProtoWriter head = new();
            head.Integer(1, 8);
            File.WriteAllBytes(_folder.At("model.onnx"), [.. head.Written, .. changed.Written]);
            File.WriteAllBytes(_folder.At(name), data.ToArray());
        }

        static void Entry(ProtoWriter tensor, string key, string value) => tensor.Message(13, entry =>
        {
            entry.Text(1, key);
            entry.Text(2, value);
        });
    }

    /// <summary>At the last step the direction from the end has read one step, which is not its last state, and so no <see cref="Readout.Last"/> of a stack.</summary>
    [Fact]
    public void The_last_step_of_both_directions_is_no_last_state()
    {
        using Model<LastStep> model = Models.Create<LastStep>();
        Assert.Contains("= last(", ModelImport.Read(OnnxModel.Export(model)).Declaration, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loop_is_refused_by_name()
    {
        using Model<Own> model = Models.Create<Own>();
        File.WriteAllBytes(_folder.At("own.onnx"), OnnxModel.Export(model));
        (int code, _, string errors) = ImportFolder.Run("import", _folder.At("own.onnx"), "--out", _folder.At("out"));
        Assert.Equal(1, code);
        Assert.Contains("(\"Scan\")", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_ONNX_lacks_is_refused_and_nothing_written()
    {
        using Model<Simplified> model = Models.Create<Simplified>();
        model.Save(_folder.At("model.safetensors"));
        (int code, _, string errors) = ImportFolder.Run("convert", _folder.At("model.safetensors"), "--to", "onnx");
        Assert.Equal(1, code);
        Assert.Contains("no operator for GruSimplified", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("model.onnx")));
    }

    /// <summary>The tool knows the shape by the file alone.</summary>
    [Fact]
    public void The_tool_writes_the_same_file()
    {
        using Model<Everything> model = Models.Create<Everything>();
        model.Save(_folder.At("model.safetensors"));
        (int code, string text, string errors) = ImportFolder.Run("convert", _folder.At("model.safetensors"), "--to", "onnx", "--activation");
        Assert.True(code == 0, text + errors);
        Assert.Equal(OnnxModel.Export(model, new OnnxExportOptions { Activation = true }), File.ReadAllBytes(_folder.At("model.onnx")));
    }

    private static void AssertAgrees<TShape>(bool streams)
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>();
        AssertOutputs(model, activation: false);
        AssertOutputs(model, activation: true);
        if (streams)
        {
            AssertStreams(model);
        }
    }

    private static void AssertOutputs<TShape>(Model<TShape> model, bool activation)
        where TShape : struct, ITrainableModel
    {
        using var runner = new SequenceRunner<TShape>(model, Batch, Window);
        var sample = new Sample(TShape.Shape, Batch, Window);
        float[] expected = new float[runner.OutputLength];
        if (activation)
        {
            runner.Run(sample.Input, expected);
        }
        else
        {
            runner.Logits(sample.Input, expected);
        }

        using var session = new InferenceSession(OnnxModel.Export(model, new OnnxExportOptions { Activation = activation }));
        using var results = session.Run([sample.Feed(0, Window), .. ZeroStates(session)]);
        int steps = TShape.Shape.Readout == Readout.Last ? 1 : Window, width = TShape.Shape.Outputs;
        foreach (OutputInfo part in TShape.Shape.OutputParts)
        {
            float[] found = Values(results, part.Name);
            Assert.Equal(steps * Batch * part.Size, found.Length);
            for (int i = 0; i < found.Length; i++)
            {
                int row = i / part.Size % Batch, step = i / part.Size / Batch;
                Assert.Equal(expected[(((row * steps) + step) * width) + part.Offset + (i % part.Size)], found[i], Tolerance);
            }
        }
    }

    /// <summary>The states of the first part are handed to the second.</summary>
    private static void AssertStreams<TShape>(Model<TShape> model)
        where TShape : struct, ITrainableModel
    {
        var sample = new Sample(TShape.Shape, Batch, Window);
        using var session = new InferenceSession(OnnxModel.Export(model));
        using var whole = session.Run([sample.Feed(0, Window), .. ZeroStates(session)]);
        using var first = session.Run([sample.Feed(0, Cut), .. ZeroStates(session)]);
        NamedOnnxValue[] carried = [.. first.Where(value => value.Name.StartsWith("next_", StringComparison.Ordinal))
            .Select(value => NamedOnnxValue.CreateFromTensor($"state{value.Name[4..]}", value.AsTensor<float>()))];
        Assert.Equal(session.InputMetadata.Count - 1, carried.Length);
        using var second = session.Run([sample.Feed(Cut, Window), .. carried]);
        foreach (OutputInfo part in TShape.Shape.OutputParts)
        {
            Assert.Equal(Values(whole, part.Name)[(Cut * Batch * part.Size)..], Values(second, part.Name), (a, b) => Math.Abs(a - b) < Tolerance);
        }
    }

    private void AssertReads<TShape>()
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>();
        File.WriteAllBytes(_folder.At("model.onnx"), OnnxModel.Export(model, new OnnxExportOptions { Activation = true }));
        float[] inputs = ImportFolder.Numbers(Window * TShape.Shape.Inputs, 1);
        using var runner = new SequenceRunner<TShape>(model, 1, Window);
        float[] expected = new float[runner.OutputLength];
        runner.Run(inputs, expected);
        _folder.Check("model.onnx", inputs, Array.ConvertAll(expected, number => (double)number));
    }

    private static byte[] Bytes(OnnxFile file)
    {
        var writer = new ProtoWriter();
        file.Write(writer);
        return writer.Written.ToArray();
    }

    private static IEnumerable<NamedOnnxValue> ZeroStates(InferenceSession session) =>
        session.InputMetadata.Where(input => input.Key is not ("x" or "tokens"))
            .Select(input => NamedOnnxValue.CreateFromTensor(input.Key, new DenseTensor<float>([.. input.Value.Dimensions.Select(size => size > 0 ? size : Batch)])));

    private static float[] Values(IEnumerable<DisposableNamedOnnxValue> results, string name) => [.. results.Single(value => value.Name == name).AsTensor<float>()];

    [SequenceModel("""
        constant half = 0.5
        swish(a) = a * sigmoid(a)
        c = relu(conv(x, 4, 3, 2))
        d = depthwise(c, 3)
        n = layernorm(d)
        f = GruResetAfter([n, x], 5)
        l = Lstm(swish(dense(f, 4)), 3)
        p = dropout(batchnorm(rmsnorm(l)))
        r = ElmanRelu(GruResetBefore(p, 3), 3)
        s = conv(r, 2, 1)
        y = softmax(dense(p, 3) * half - slice(f, 1, 3) + dense(c, 3) - r)
        v = sigmoid(dense([f, s], 1))
        z = logsoftmax(dense(f, 2))
        k = 2 - f
        """, Inputs = 2)]
    internal readonly partial struct Everything;

    [SequenceModel("""
        g = GruResetAfter(x, 4)
        a = abs(g) + cos(g) - elu(g) * exp(g) + gelu(g) - gelu_tanh(g)
        b = hard_sigmoid(g) * hard_tanh(3 * g) + leaky_relu(g, 0.2) + relu(g) - selu(g) + silu(g) / 2
        c = sin(g) + softplus(g) + softsign(g) + sqrt(abs(g) + 1) + tanh(g) * log(2 + g) + sigmoid(-g)
        d = clip(g, -0.2, 0.1) + max(g, a) - min(b, 0.25) + 0.5 / (2 + g)
        e = (g - mean(g)) / (max(g) - sum(g * g) - 4)
        m = mean(c)
        y = [a, b, c, d, e, m]
        """, Inputs = 2)]
    internal readonly partial struct Functions;

    [SequenceModel("""
        c = conv(x, 3, 3)
        b = both(Lstm(c, 4))
        g = both(ElmanTanh(b, 2))
        y = softmax(dense(last(g), 3))
        """, Inputs = 2)]
    internal readonly partial struct Both;

    [SequenceModel("""
        g = Lstm(x, 4)
        f = FastGrnn(g, 3)
        y = softmax(dense(f, 5))
        """, Vocabulary = 5)]
    internal readonly partial struct Tokens;

    [SequenceModel("""
        e = embed(x, 3)
        h = ElmanRelu(e, 4)
        y = clip(dense([average(h), highest(h), last(h), attentionpool(h, tanh(dense(h, 1)))], 2), -1, 0.25)
        """, Vocabulary = 5)]
    internal readonly partial struct Words;

    /// <summary>A projection, a further input, a norm, a number of the sequence's steps, a function and a first state.</summary>
    [RecurrentCell("""
        constant half = 0.5
        size P = 3
        vector gain = 1
        vector h_first[P] = 0
        scalar rate = 0.3
        input skip
        squash(a) = half * tanh(a)
        past[P] = h + (1 - began) * h_first
        a = W_a x + U_a past + b_a
        n = gain * (a - mean(a)) + skip
        c' = rate * c + squash(n)
        h'[P] = U_p c'
        began'[P] = 1
        """)]
    internal readonly partial struct Rich;

    [SequenceModel("""
        d = dense(x, 4)
        r = Rich(x, 4, d)
        f = FastGrnn(r, 3)
        y = sigmoid(dense(f, 2))
        """, Inputs = 2)]
    internal readonly partial struct Own;

    [SequenceModel("y = dense(both(FastGrnn(x, 3)), 2)", Inputs = 2)]
    internal readonly partial struct OwnBoth;

    [SequenceModel("""
        h = ElmanTanh(x, 4)
        y = dense(h, 2)
        w = dense(h, 1)
        """, Inputs = 2)]
    internal readonly partial struct Scaled;

    [SequenceModel("y = dense(last(both(Lstm(x, 2))), 2)", Inputs = 2)]
    internal readonly partial struct LastStep;

    [SequenceModel("y = dense(GruSimplified(x, 3), 1)", Inputs = 2)]
    internal readonly partial struct Simplified;
}
