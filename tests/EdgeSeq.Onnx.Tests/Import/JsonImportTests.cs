using System.Text;
using EdgeSeq.Import;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Onnx.Tests.Import;

/// <summary>Models of guitar plugins, made here as their tools document them, beside the tools' equations in double precision.</summary>
[Trait("Isa", "none")]
public sealed partial class JsonImportTests : IDisposable
{
    private const int Steps = 20;
    private readonly ImportFolder _folder = new();

    /// <summary>AIDA-X multiplies the sound by its gain, and not the knobs behind it.</summary>
    [Fact]
    public void A_gain_is_for_the_sound_and_not_for_the_knobs()
    {
        File.WriteAllText(_folder.At("model.json"), """{"in_shape": [null, null, 2], "in_skip": 1, "in_gain": 6.0, "layers": [{"type": "dense", "activation": "", "shape": [null, null, 1], "weights": [[[0.5], [2]], [0.25]]}]}""");
        float[] x = ImportFolder.Numbers(2 * 5, 1);
        double gain = Math.Pow(10, 0.3);
        _folder.Check("model.json", x, [.. Enumerable.Range(0, 5).Select(t => (0.5 * gain * x[2 * t]) + (2 * x[(2 * t) + 1]) + 0.25 + (gain * x[2 * t]))]);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Keras' layout: inputs as rows, gates z, r, h, a bias of two rows; AIDA-X's skip and gain around it.</summary>
    [Fact]
    public void RTNeural_and_AIDA_X()
    {
        const int H = 3;
        float[] w = ImportFolder.Numbers(3 * H, 1), u = ImportFolder.Numbers(H * 3 * H, 2), b = ImportFolder.Numbers(6 * H, 3), d = ImportFolder.Numbers(H * 2, 4), d2 = ImportFolder.Numbers(2, 5);
        string layers = $$"""
            "layers": [
              {"type": "gru", "activation": "", "shape": [null, null, 3], "weights": [{{ImportFolder.Json(w, 9)}}, {{ImportFolder.Json(u, 9)}}, {{ImportFolder.Json(b, 9)}}]},
              {"type": "dense", "activation": "tanh", "shape": [null, null, 2], "weights": [{{ImportFolder.Json(d, 2)}}, [0.25, -0.5]]},
              {"type": "dense", "activation": "", "shape": [null, null, 1], "weights": [{{ImportFolder.Json(d2, 1)}}, [0.125]]}]
            """;
        File.WriteAllText(_folder.At("model.json"), $$"""{"in_shape": [null, null, 1], "in_skip": 1, "in_gain": 6.0, "out_gain": -3.0, "samplerate": 48000, {{layers}}}""");
        float[] x = ImportFolder.Numbers(Steps, 6);
        double[] h = new double[H];
        var expected = new List<double>();
        foreach (float number in x)
        {
            double sound = number * Math.Pow(10, 6.0 / 20);
            ReferenceCell.Gru(
                (gate, unit) => (sound * w[Column(gate, unit)]) + b[Column(gate, unit)],
                (gate, unit) => Enumerable.Range(0, H).Sum(k => h[k] * u[(k * 3 * H) + Column(gate, unit)]) + b[(3 * H) + Column(gate, unit)], h);
            double[] inner = [.. Enumerable.Range(0, 2).Select(j => Math.Tanh(Enumerable.Range(0, H).Sum(k => h[k] * d[(k * 2) + j]) + (j == 0 ? 0.25 : -0.5)))];
            expected.Add(((inner[0] * d2[0]) + (inner[1] * d2[1]) + 0.125 + sound) * Math.Pow(10, -3.0 / 20));
        }

        string text = _folder.Check("model.json", x, expected);
        Assert.Contains("GruResetAfter(", text, StringComparison.Ordinal);

        static int Column(char gate, int unit) => ("zrn".IndexOf(gate, StringComparison.Ordinal) * H) + unit;
    }

    /// <summary>PyTorch's layout; the first of two inputs is added to the output.</summary>
    [Fact]
    public void GuitarML_adds_its_input()
    {
        string file = Proteus(out float[] w, out float[] u, out float[] b, out float[] lin);
        File.WriteAllText(_folder.At("proteus.json"), file);
        float[] x = ImportFolder.Numbers(2 * Steps, 6);
        double[] h = new double[2], c = new double[2];
        var expected = new List<double>();
        for (int t = 0; t < Steps; t++)
        {
            ReferenceCell.Lstm((gate, unit) =>
            {
                int row = ("ifgo".IndexOf(gate, StringComparison.Ordinal) * 2) + unit;
                return (w[row * 2] * x[t * 2]) + (w[(row * 2) + 1] * x[(t * 2) + 1]) + (u[row * 2] * h[0]) + (u[(row * 2) + 1] * h[1]) + b[row] + b[8 + row];
            }, h, c);
            expected.Add((lin[0] * h[0]) + (lin[1] * h[1]) + 0.5 + x[t * 2]);
        }

        _folder.Check("proteus.json", x, expected);
    }

    /// <summary>W beside U, one bias, the first h and c; layer by layer.</summary>
    [Fact]
    public void NeuralAmpModeler_begins_at_its_own_states()
    {
        const int H = 2;
        float[] numbers = ImportFolder.Numbers((4 * H * (1 + H)) + (6 * H) + (4 * H * (H + H)) + (6 * H) + H + 1, 7);
        File.WriteAllText(_folder.At("amp.nam"), $$"""
            {"version": "0.5.4", "architecture": "LSTM", "config": {"input_size": 1, "hidden_size": {{H}}, "num_layers": 2}, "weights": {{ImportFolder.Json(numbers)}}, "sample_rate": 48000}
            """);
        int at = 0;
        var layers = new[] { 1, H }.Select(read => (W: Take(4 * H * (read + H)), B: Take(4 * H), H: Take(H), C: Take(H), Read: read)).ToArray();
        double[] head = Take(H + 1);
        float[] x = ImportFolder.Numbers(Steps, 8);
        var expected = new List<double>();
        foreach (float number in x)
        {
            double[] value = [number];
            foreach ((double[] w, double[] b, double[] h, double[] c, int read) in layers)
            {
                double[] all = [.. value, .. h];
                ReferenceCell.Lstm((gate, unit) =>
                {
                    int row = ("ifgo".IndexOf(gate, StringComparison.Ordinal) * H) + unit;
                    return all.Select((one, k) => one * w[(row * (read + H)) + k]).Sum() + b[row];
                }, h, c);
                value = [.. h];
            }

            expected.Add((value[0] * head[0]) + (value[1] * head[1]) + head[2]);
        }

        Assert.Contains("h_first", _folder.Check("amp.nam", x, expected), StringComparison.Ordinal);

        double[] Take(int count) => [.. numbers[at..(at += count)].Select(number => (double)number)];
    }

    [Fact]
    public void A_program_loads_into_the_shape_that_it_has()
    {
        byte[] file = Encoding.UTF8.GetBytes(Proteus(out _, out _, out float[] b, out _));
        using Model<Skipping> model = ModelImport.Load<Skipping>(file);
        ParameterInfo bias = Skipping.Shape.Parameters.Single(parameter => parameter.Name == "rec.b_g");
        Assert.Equal(b[4] + b[12], model.Parameters[bias.Layout.IndexOf(0, 0)]);
        Assert.Equal("GuitarML JSON", model.Metadata["imported_from"]);

        var refused = Assert.Throws<ModelFormatException>(() => ModelImport.Load<Larger>(file));
        Assert.Contains("Lstm(x, 2)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Lstm(x, 3)", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SimpleRNN", "RecNet", "model_data.model is \"RecNet\"")]
    [InlineData("\"skip\": 1", "\"skip\": 2", "skip is 2 with 1 outputs")]
    [InlineData("\"LSTM\"", "\"GRU\"", "rec.weight_hh_l0 has the size [8, 2]; expected [6, 2]")]
    [InlineData("rec.weight_ih_l0", "rec.weight_ih_l1", "has no \"rec.weight_ih_l0\"")]
    [InlineData("\"num_layers\": 1", "\"num_layers\": -1", "num_layers is not a whole number")]
    [InlineData("\"lin.bias\": [0.5]", "\"lin.bias\": [1e99]", "must be finite")]
    [InlineData("\"lin.bias\": [0.5]", "\"lin.bias\": [0.5], \"con.weight\": [0.5]", "has \"con.weight\", which")]
    [InlineData("\"model_data\"", "\"other\"", "has none of the fields by which the tools are told apart")]
    [InlineData("\"lin.bias\": [0.5]}", "\"lin.bias\": [0.5]", "not valid JSON")]
    public void What_is_wrong_is_named_and_nothing_is_written(string from, string to, string message)
    {
        string file = Proteus(out _, out _, out _, out _);
        Assert.Contains(from, file, StringComparison.Ordinal);
        File.WriteAllText(_folder.At("bad.json"), file.Replace(from, to, StringComparison.Ordinal).Replace("state_dict", from == "\"model_data\"" ? "dict" : "state_dict", StringComparison.Ordinal));
        (int code, string text, string errors) = ImportFolder.Run("import", _folder.At("bad.json"), "--out", _folder.At("out"));
        Assert.Equal((1, ""), (code, text));
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.At("out")));
    }

    [Fact]
    public void Tensors_that_leave_open_what_stands_between_are_refused_until_it_is_said()
    {
        File.WriteAllText(_folder.At("two.json"), $$"""
            {"module.rnn.weight_ih": {{ImportFolder.Json(ImportFolder.Numbers(4, 1), 1)}}, "module.rnn.weight_hh": {{ImportFolder.Json(ImportFolder.Numbers(16, 2), 4)}},
             "module.fc.weight": {{ImportFolder.Json(ImportFolder.Numbers(8, 3), 4)}}, "module.out.weight": {{ImportFolder.Json(ImportFolder.Numbers(2, 4), 2)}}, "module.out.bias": [0.5]}
            """);
        Assert.Contains("--activation", ImportFolder.Run("import", _folder.At("two.json"), "--out", _folder.At("out")).Errors, StringComparison.Ordinal);

        ImportedModel model = ModelImport.Read(_folder.At("two.json"), new ImportOptions { Activation = "relu", Head = Head.Sigmoid });
        Assert.Contains("fc_relu = relu(dense(rnn, 2))\n    y = sigmoid(dense(fc_relu, 1))", model.Declaration, StringComparison.Ordinal);
        Assert.Contains(model.Assumed, assumed => assumed.Contains("tanh", StringComparison.Ordinal));
    }

    private static string Proteus(out float[] w, out float[] u, out float[] b, out float[] lin)
    {
        (w, u, b, lin) = (ImportFolder.Numbers(16, 1), ImportFolder.Numbers(16, 2), ImportFolder.Numbers(16, 3), ImportFolder.Numbers(2, 4));
        return $$"""
            {"model_data": {"model": "SimpleRNN", "input_size": 2, "skip": 1, "output_size": 1, "unit_type": "LSTM", "num_layers": 1, "hidden_size": 2, "bias_fl": true},
             "state_dict": {"rec.weight_ih_l0": {{ImportFolder.Json(w, 2)}}, "rec.weight_hh_l0": {{ImportFolder.Json(u, 2)}},
             "rec.bias_ih_l0": {{ImportFolder.Json(b.AsSpan(0, 8))}}, "rec.bias_hh_l0": {{ImportFolder.Json(b.AsSpan(8))}},
             "lin.weight": {{ImportFolder.Json(lin, 2)}}, "lin.bias": [0.5]} }
            """;
    }

    [SequenceModel("""
        rec = Lstm(x, 2)
        dry = slice(x, 0, 1)
        y = dense(rec, 1) + dry
        """, Inputs = 2)]
    internal readonly partial struct Skipping;

    [SequenceModel("""
        rec = Lstm(x, 3)
        dry = slice(x, 0, 1)
        y = dense(rec, 1) + dry
        """, Inputs = 2)]
    internal readonly partial struct Larger;
}
