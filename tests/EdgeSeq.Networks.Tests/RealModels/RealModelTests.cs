using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Networks.Tests.RealModels;

/// <summary>
/// Models that others deploy, with reference outputs in double precision. They are no part of the repository: <c>EDGESEQ_REAL_MODELS</c> names
/// the folder that has them.
/// </summary>
public partial class RealModelTests
{
    private const string Variable = "EDGESEQ_REAL_MODELS";
    private const double Tolerance = 1e-5;

    /// <summary>RNNoise 0.1 (xiph/rnnoise, src/rnn.c): its GRU resets before the product, and its candidate is a ReLU.</summary>
    [SkippableFact]
    public void RNNoise_gives_its_gains_and_its_voice_probability()
    {
        using ZipArchive file = ZipFile.OpenRead(PathOf("rnnoise-v0.1", "rnnoise_v0.1_int8.npz"));
        using Model<Rnnoise> model = LoadRnnoise(file);
        double[] expected = Numbers<double>(file, "double");
        float[] found = Run(model, Numbers<float>(file, "x"));
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i], found[i], Tolerance);
        }
    }

    /// <summary>Its weights are whole numbers of 8 bits over 256, which halves hold exactly.</summary>
    [SkippableFact]
    public void RNNoise_in_halves_has_the_same_bits()
    {
        using ZipArchive file = ZipFile.OpenRead(PathOf("rnnoise-v0.1", "rnnoise_v0.1_int8.npz"));
        using Model<Rnnoise> model = LoadRnnoise(file);
        using Model<RnnoiseHalves> halves = model.Quantize<RnnoiseHalves>();
        float[] x = Numbers<float>(file, "x");
        Assert.Equal(Run(model, x), Run(halves, x));
    }

    /// <summary>All outputs of 400 frames.</summary>
    private static float[] Run<TShape>(Model<TShape> model, float[] x)
        where TShape : struct, IVectorModel
    {
        const int Frames = 400, Bands = 42, Outputs = 23;
        using var session = new Session<TShape>(model);
        float[] outputs = new float[Frames * Outputs];
        for (int t = 0; t < Frames; t++)
        {
            session.Step(x.AsSpan(t * Bands, Bands));
            session.Output(outputs.AsSpan(t * Outputs, Outputs));
        }

        return outputs;
    }

    private static Model<Rnnoise> LoadRnnoise(ZipArchive file)
    {
        var model = new Model<Rnnoise>(1);
        Dense("d", "input_dense");
        Gru("v", "vad_gru");
        Gru("n", "noise_gru");
        Gru("g", "denoise_gru");
        Dense("gain", "denoise_output");
        Dense("voice", "vad_output");
        return model;

        void Dense(string node, string name)
        {
            Fill($"{node}.W_h", $"{name}_weights", stride: 0, first: 0);
            Fill($"{node}.b_h", $"{name}_bias", stride: 0, first: 0);
        }

        void Gru(string node, string name)
        {
            foreach ((string gate, int place) in new[] { ("z", 0), ("r", 1), ("n", 2) })
            {
                Fill($"{node}.W_{gate}", $"{name}_weights", 3, place);
                Fill($"{node}.U_{gate}", $"{name}_recurrent_weights", 3, place);
                Fill($"{node}.b_{gate}", $"{name}_bias", 3, place);
            }
        }

        // Weights are int8 / 256, inputs as rows, gates side by side.
        void Fill(string parameter, string name, int stride, int first)
        {
            ParameterInfo info = Rnnoise.Shape.Parameters.Single(other => other.Name == parameter);
            sbyte[] numbers = Numbers<sbyte>(file, name);
            for (int k = 0; k < info.Rows; k++)
            {
                for (int j = 0; j < info.Columns; j++)
                {
                    model.Parameters[info.Layout.IndexOf(k, j)] = numbers[(k * Math.Max(1, stride) * info.Columns) + (first * info.Columns) + j] / 256f;
                }
            }
        }
    }

    /// <summary>RAPTOR (rl-tools/raptor): a policy for quadrotors, with a dense layer in front of its GRU.</summary>
    [SkippableFact]
    public void RAPTOR_gives_its_controls()
    {
        using var model = new Model<Raptor>(1);
        string folder = Path.GetDirectoryName(PathOf("raptor-gru16", "model.safetensors"))!;
        Dictionary<string, float[]> stored = Safetensors(Path.Combine(folder, "model.safetensors"));
        Fill("d.W_h", Floats("w0.f32"), gate: 0);
        Fill("d.b_h", Floats("b0.f32"), gate: 0);
        foreach ((string gate, int place) in new[] { ("r", 0), ("z", 1), ("n", 2) })
        {
            Fill($"h.W_{gate}", stored["rnn.weight_ih_l0"], place);
            Fill($"h.U_{gate}", stored["rnn.weight_hh_l0"], place);

            // Two of the biases enter the same sum.
            float[] inputs = stored["rnn.bias_ih_l0"], recurrent = stored["rnn.bias_hh_l0"];
            Fill($"h.b_{gate}", gate == "n" ? inputs : [.. inputs.Zip(recurrent, (a, b) => a + b)], place);
            Fill($"h.b_h{gate}", recurrent, place);
        }

        Fill("y.W_h", stored["head.weight"], gate: 0);
        Fill("y.b_h", stored["head.bias"], gate: 0);
        float[] x = Floats("x.f32");
        double[] expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, "expected.f64"))).ToArray();
        using var session = new Session<Raptor>(model);
        float[] outputs = new float[4];
        for (int t = 0; t < expected.Length / 4; t++)
        {
            session.Step(x.AsSpan(t * 22, 22));
            session.Output(outputs);
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(expected[(t * 4) + i], outputs[i], Tolerance);
            }
        }

        float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, name))).ToArray();

        // Outputs as rows, gates stacked, as PyTorch has them. A bias that the cell has not is zeros in the file.
        void Fill(string parameter, float[] numbers, int gate)
        {
            ParameterInfo? info = Raptor.Shape.Parameters.FirstOrDefault(other => other.Name == parameter);
            for (int k = 0; k < info?.Rows; k++)
            {
                for (int j = 0; j < info.Columns; j++)
                {
                    model.Parameters[info.Layout.IndexOf(k, j)] = numbers[(((gate * info.Columns) + j) * info.Rows) + k];
                }
            }
        }
    }

    private static string PathOf(params string[] parts)
    {
        string? folder = Environment.GetEnvironmentVariable(Variable);
        Skip.If(string.IsNullOrEmpty(folder), $"{Variable} names no folder of models.");
        return Path.Combine([folder!, .. parts]);
    }

    /// <summary>An array of a NumPy archive: a header, and the numbers.</summary>
    private static T[] Numbers<T>(ZipArchive file, string name)
        where T : struct
    {
        using var memory = new MemoryStream();
        using (Stream stream = file.GetEntry($"{name}.npy")!.Open())
        {
            stream.CopyTo(memory);
        }

        ReadOnlySpan<byte> bytes = memory.ToArray();
        return MemoryMarshal.Cast<byte, T>(bytes[(10 + BitConverter.ToUInt16(bytes[8..]))..]).ToArray();
    }

    private static Dictionary<string, float[]> Safetensors(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int length = (int)BitConverter.ToInt64(bytes);
        using var header = System.Text.Json.JsonDocument.Parse(Encoding.UTF8.GetString(bytes, 8, length));
        return header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__").ToDictionary(entry => entry.Name, entry =>
        {
            int begin = entry.Value.GetProperty("data_offsets")[0].GetInt32(), end = entry.Value.GetProperty("data_offsets")[1].GetInt32();
            return MemoryMarshal.Cast<byte, float>(bytes.AsSpan((8 + length + begin)..(8 + length + end))).ToArray();
        });
    }

    [RecurrentCell("""
        z  = sigmoid(W_z x + U_z h + b_z)
        r  = sigmoid(W_r x + U_r h + b_r)
        h' = z * h + (1 - z) * relu(W_n x + U_n (r * h) + b_n)
        """, Source = "xiph/rnnoise, src/rnn.c")]
    internal readonly partial struct ReluGru;

    [SequenceModel("""
        d     = tanh(dense(x, 24))
        v     = ReluGru(d, 24)
        n     = ReluGru([d, v, x], 48)
        g     = ReluGru([v, n, x], 96)
        gain  = sigmoid(dense(g, 22))
        voice = sigmoid(dense(v, 1))
        """, Inputs = 42)]
    internal readonly partial struct Rnnoise;

    [SequenceModel("""
        d     = tanh(dense(x, 24))
        v     = ReluGru(d, 24)
        n     = ReluGru([d, v, x], 48)
        g     = ReluGru([v, n, x], 96)
        gain  = sigmoid(dense(g, 22))
        voice = sigmoid(dense(v, 1))
        """, Inputs = 42, Weights = WeightType.BFloat16)]
    internal readonly partial struct RnnoiseHalves;

    [SequenceModel("""
        d = relu(dense(x, 16))
        h = GruResetAfter(d, 16)
        y = dense(h, 4)
        """, Inputs = 22)]
    internal readonly partial struct Raptor;
}
