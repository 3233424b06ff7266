using System.Runtime.InteropServices;
using Xunit;

namespace EdgeSeq.Onnx.Tests.Import;

/// <summary>
/// Model files that others deploy, as they are, beside reference outputs in double precision. They are no part of the repository:
/// <c>EDGESEQ_REAL_MODELS</c> names the folder that has them.
/// </summary>
[Trait("Isa", "none")]
public sealed class RealModelTests : IDisposable
{
    private const string Variable = "EDGESEQ_REAL_MODELS";
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("klon-centaur-gru8", "centaur_50.json", "x.f32")]
    [InlineData("rtneural-gru_torch", "gru_torch.json", "x.f32")]
    [InlineData("rtneural-lstm_1d", "lstm_1d.json", "x.f32")]
    [InlineData("nam-lstm-3", "lstm.nam", "x.f32")]
    [InlineData("nam-lstm-16", "BossLSTM-1x16.nam", "x.f32")]
    [InlineData("icu-thai-graphclust4", "Thai_graphclust_model4_heavy.json", "tokens.i32")]
    [InlineData("nextgen-lstm126", "model_epoch009.pt", "x.f32")]
    [InlineData("anydrive-lstm", "anydrive_v3_lstm.pt", "x.f32", "--input-scale", "in_scale", "--output-scale", "out_scale")]
    public void A_file_is_read_as_it_is(string folder, string file, string inputs, params string[] options)
    {
        string root = Root();
        (int code, string text, string errors) = ImportFolder.Run(
            ["import", Path.Combine(root, folder, file), "--out", _folder.At("out"), "--check", Path.Combine(root, folder, inputs), Path.Combine(root, folder, "expected.f64"), .. options]);
        Assert.True(code == 0, text + errors);
    }

    /// <summary>Its expected outputs are those without the input that its plugin adds.</summary>
    [SkippableFact]
    public void NeuralSeed_adds_its_input()
    {
        string root = Path.Combine(Root(), "neuralseed-gru7");
        float[] x = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(root, "x.f32"))).ToArray();
        double[] wet = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(root, "expected.f64"))).ToArray();
        File.Copy(Path.Combine(root, "ts9_gru7.json"), _folder.At("model.json"));
        _folder.Check("model.json", x, [.. wet.Zip(x, (a, b) => a + b)]);
    }

    private static string Root()
    {
        string? root = Environment.GetEnvironmentVariable(Variable);
        Skip.If(string.IsNullOrEmpty(root), $"{Variable} names no folder of models.");
        return root!;
    }
}
