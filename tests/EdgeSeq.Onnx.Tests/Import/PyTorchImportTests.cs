using System.Text;
using EdgeSeq.Import;
using Xunit;

namespace EdgeSeq.Onnx.Tests.Import;

/// <summary>Files that PyTorch wrote, and what it answers in double precision: <c>PyTorch/make_pt.py</c>.</summary>
[Trait("Isa", "none")]
public sealed class PyTorchImportTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("checkpoint", "Left out: epoch, optimizer_state_dict, loss.")]
    [InlineData("script", "scaled = batchnorm(x)", "--input-mean", "in_mean", "--input-scale", "in_scale", "--output-scale", "out_scale")]
    [InlineData("whole", "lin_tanh = tanh(dense(x, 3))", "--activation", "tanh")]
    public void A_file_answers_as_its_module_does(string name, string said, params string[] options)
    {
        (int code, string text, string errors) = ImportFolder.Run(["import", At($"{name}.pt"), "--out", _folder.At("out"), "--check", At($"{name}.x.f32"), At($"{name}.y.f64"), .. options]);
        Assert.True(code == 0, text + errors);
        Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_tensor_needs_is_refused_by_name() =>
        Assert.Contains("\"config\" holds \"collections.Counter\"", Refusal(File.ReadAllBytes(At("other.pt"))), StringComparison.Ordinal);

    [Fact]
    public void Buffers_are_refused_until_it_is_said_what_they_do() =>
        Assert.Contains("\"in_mean\" [2], \"in_scale\" [1, 1, 2], \"out_scale\" [1], which is no layer", Refusal(File.ReadAllBytes(At("script.pt"))), StringComparison.Ordinal);

    /// <summary>Places in the pickle of bytes that mean something else there.</summary>
    [Theory]
    [InlineData("QK\u0000K\u0003K\u0002", "QK\u0009K\u0003K\u0002", "takes 6 numbers from place 9 on, up to 14; data/0 holds 6")]
    [InlineData("collections\nOrderedDict", "collections\nOrderedDicT", "no tensors that are layers")]
    [InlineData("torch\nHalfStorage", "torch\nLongStorage", "holds \"torch.LongStorage\" and no floats")]
    [InlineData("ccollections", "icollections", "has the instruction 0x69 at byte ")]
    public void A_damaged_pickle_is_named(string from, string to, string message)
    {
        byte[] bytes = File.ReadAllBytes(At("whole.pt"));
        int at = bytes.AsSpan().IndexOf(Encoding.Latin1.GetBytes(from));
        Assert.True(at >= 0 && from.Length == to.Length, from);
        Encoding.Latin1.GetBytes(to).CopyTo(bytes, at);
        Assert.Contains(message, Refusal(bytes), StringComparison.Ordinal);
    }

    private static string At(string name) => Path.Combine(AppContext.BaseDirectory, "PyTorch", name);

    private static string Refusal(byte[] file) => Assert.Throws<ModelFormatException>(() => ModelImport.Read(file)).Message;
}
