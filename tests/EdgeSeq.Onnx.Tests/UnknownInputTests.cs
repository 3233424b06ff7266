using EdgeSeq.Onnx.Tests.Import;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>Tensors alone do not say whether tokens come in: where both could be, nothing is made of them until it is said.</summary>
[Trait("Isa", "none")]
public sealed class UnknownInputTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_number_in_and_out_is_no_token()
    {
        File.WriteAllBytes(_folder.At("audio.safetensors"), Lstm(inputs: 1));
        (int code, string text, string errors) = ImportFolder.Run("inspect", _folder.At("audio.safetensors"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("[SequenceModel(Cell.Lstm, Inputs = 1, Hidden = 2, Head = Head.Linear, Outputs = 1)]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Unknown", text, StringComparison.Ordinal);
        Assert.Equal(0, ImportFolder.Run("verify", _folder.At("audio.safetensors")).Code);
    }

    [Fact]
    public void As_many_numbers_out_as_in_may_be_either()
    {
        string file = _folder.At("either.safetensors"), onnx = _folder.At("either.onnx");
        File.WriteAllBytes(file, Lstm(inputs: 3));
        Assert.Contains("Unknown, since the file does not say: whether one of 3 tokens", ImportFolder.Run("inspect", file).Text, StringComparison.Ordinal);
        foreach (string[] command in new[] { new[] { "convert", file, onnx }, ["verify", file] })
        {
            (int code, _, string errors) = ImportFolder.Run(command);
            Assert.Equal(1, code);
            Assert.Contains("--tokens or --vectors", errors, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(onnx));
        Assert.Contains("Vocabulary = 3", ImportFolder.Run("inspect", file, "--tokens").Text, StringComparison.Ordinal);
        Assert.Contains("Inputs = 3", ImportFolder.Run("convert", file, onnx, "--vectors").Text, StringComparison.Ordinal);
        Assert.Contains("one question", ImportFolder.Run("inspect", file, "--vectors", "--tokens").Errors, StringComparison.Ordinal);
    }

    private static byte[] Lstm(int inputs) => SafetensorsFile.Of("F32",
        ("rnn.weight_ih_l0", [8, inputs], ImportFolder.Numbers(8 * inputs, 1)), ("rnn.weight_hh_l0", [8, 2], ImportFolder.Numbers(16, 2)),
        ("rnn.bias_ih_l0", [8], ImportFolder.Numbers(8, 3)), ("rnn.bias_hh_l0", [8], ImportFolder.Numbers(8, 4)),
        ("head.weight", [inputs, 2], ImportFolder.Numbers(2 * inputs, 5)), ("head.bias", [inputs], ImportFolder.Numbers(inputs, 6)));
}
