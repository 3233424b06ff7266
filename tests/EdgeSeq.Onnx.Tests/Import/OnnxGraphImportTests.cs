using System.Globalization;
using EdgeSeq.Import;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;
using Xunit;

namespace EdgeSeq.Onnx.Tests.Import;

/// <summary>Graphs of ONNX as networks.</summary>
[Trait("Isa", "none")]
public sealed class OnnxGraphImportTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A graph of PyTorch's exporter: <c>PyTorch/make_graph.py</c>.</summary>
    [Fact]
    public void A_graph_answers_as_its_module_does()
    {
        (int code, string text, string errors) = ImportFolder.Run("import", At("network.onnx"), "--out", _folder.At("out"), "--check", At("network.x.f32"), At("network.y.f64"));
        Assert.True(code == 0, text + errors);
        Assert.Contains("Left out: state.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Last_states_of_both_directions_are_a_plain_models() =>
        Assert.Contains("Layers = 2, Direction = Direction.Both, Head = Head.Linear, Outputs = 4, Readout = Readout.Last", ModelImport.Read(At("both-last-states.onnx")).Declaration, StringComparison.Ordinal);

    [Theory]
    [InlineData("last-output.onnx", "Readout = Readout.Last")]
    [InlineData("last-state-time-first.onnx", "Cell.ElmanRelu")]
    [InlineData("tokens-every-step.onnx", "Vocabulary = 7, Embedding = 3")]
    public void What_a_stack_can_say_becomes_one(string file, string declared) => Assert.Contains(declared, ModelImport.Read(At(file)).Declaration, StringComparison.Ordinal);

    /// <summary>ONNX's own tests of RNN, GRU and LSTM (onnx/backend/test/data/node), with their weights as constants; no part of the repository.</summary>
    [SkippableTheory]
    [InlineData("test_gru_batchwise")]
    [InlineData("test_gru_defaults")]
    [InlineData("test_gru_seq_length")]
    [InlineData("test_gru_with_initial_bias")]
    [InlineData("test_lstm_batchwise")]
    [InlineData("test_lstm_defaults")]
    [InlineData("test_lstm_with_initial_bias")]
    [InlineData("test_lstm_with_peepholes")]
    [InlineData("test_rnn_seq_length")]
    [InlineData("test_simple_rnn_batchwise")]
    [InlineData("test_simple_rnn_defaults")]
    [InlineData("test_simple_rnn_with_initial_bias")]
    public void A_test_of_ONNX(string name)
    {
        string? root = Environment.GetEnvironmentVariable("EDGESEQ_REAL_MODELS");
        Skip.If(string.IsNullOrEmpty(root), "EDGESEQ_REAL_MODELS names no folder of models.");
        string folder = Path.Combine(root!, "onnx-node-tests", name);
        OnnxFile file = OnnxFile.Read(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        for (int i = 1; i < file.Inputs.Count; i++)
        {
            file.Add(Data(folder, $"input_{i}") with { Name = file.Inputs[i].Name });
        }

        var writer = new ProtoWriter();
        file.Write(writer);
        File.WriteAllBytes(_folder.At("node.onnx"), writer.Written.ToArray());
        OnnxNode node = file.Nodes[0];
        bool isRowFirst = node.Attributes.Any(attribute => attribute is { Name: "layout", Integer: 1 }), isEvery = node.Output(0).Length > 0;
        OnnxTensor x = Data(folder, "input_0"), y = Data(folder, "output_0");
        (int steps, int rows) = isRowFirst ? ((int)x.Dimensions[1], (int)x.Dimensions[0]) : ((int)x.Dimensions[0], (int)x.Dimensions[1]);

        // Rows of the batch first; there is one direction, so that its axis means nothing.
        float[] inputs = RowsFirst(Numbers(x), isRowFirst ? 1 : steps, rows), expected = RowsFirst(Numbers(y), isRowFirst || !isEvery ? 1 : steps, rows);
        File.WriteAllText(_folder.At("x.json"), $"[{string.Join(", ", inputs.Chunk(inputs.Length / rows).Select(row => ImportFolder.Json(row, row.Length / steps)))}]");
        File.WriteAllText(_folder.At("y.csv"), string.Join(',', expected.Select(number => number.ToString("R", CultureInfo.InvariantCulture))));
        (int code, string text, string errors) = ImportFolder.Run("import", _folder.At("node.onnx"), "--out", _folder.At("out"), "--check", _folder.At("x.json"), _folder.At("y.csv"));
        Assert.True(code == 0, text + errors);
    }

    [Theory]
    [InlineData("Conv", "pads", 3, "it would see the future")]
    [InlineData("GRU", "linear_before_reset", 0, "")]
    [InlineData("GRU", "hidden_size", 3, "")]
    [InlineData("LSTM", "input_forget", 1, "(\"LSTM\") does not fit: it has a clip, or an input gate that is tied to the forget gate")]
    [InlineData("Elu", "alpha", 2, "(\"Elu\") does not fit: it is no operator that networks have")]
    public void What_does_not_fit_is_named(string type, string attribute, int value, string message)
    {
        OnnxFile file = OnnxFile.Read(File.ReadAllBytes(At("network.onnx")));
        int at = file.Nodes.FindIndex(node => node.Operator == type);
        OnnxAttribute changed = attribute switch
        {
            "pads" => new OnnxAttribute(attribute) { Integers = [0, value] },
            "alpha" => new OnnxAttribute(attribute) { Number = value },
            _ => new OnnxAttribute(attribute) { Integer = value },
        };
        file.Nodes[at] = file.Nodes[at] with { Attributes = [.. file.Nodes[at].Attributes.Where(other => other.Name != attribute), changed] };
        var writer = new ProtoWriter();
        file.Write(writer);
        if (message.Length == 0)
        {
            ModelImport.Read(writer.Written.ToArray());   // what the file says still fits
            return;
        }

        Assert.Contains(message, Assert.Throws<ModelFormatException>(() => ModelImport.Read(writer.Written.ToArray())).Message, StringComparison.Ordinal);
    }

    private static string At(string name) => Path.Combine(AppContext.BaseDirectory, "PyTorch", name);

    private static OnnxTensor Data(string folder, string name) => OnnxTensor.Read(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", $"{name}.pb")), new MemoryBudget(1 << 20));

    private static float[] Numbers(OnnxTensor tensor) => tensor.Floats(new OnnxNode("Test", "", [], [], []), tensor.Dimensions).ToArray();

    private static float[] RowsFirst(float[] values, int steps, int rows)
    {
        int width = values.Length / (steps * rows);
        return [.. Enumerable.Range(0, rows).SelectMany(row => Enumerable.Range(0, steps).SelectMany(step => values.Skip(((step * rows) + row) * width).Take(width)))];
    }
}
