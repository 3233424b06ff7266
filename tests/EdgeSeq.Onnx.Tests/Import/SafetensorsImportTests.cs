using EdgeSeq.Import;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Onnx.Tests.Import;

/// <summary>State dictionaries of PyTorch under names of their authors' own.</summary>
[Trait("Isa", "none")]
public sealed partial class SafetensorsImportTests : IDisposable
{
    private const int H = 3, P = 2;
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary><c>nn.LSTM(1, 3, proj_size=2)</c> with one of its biases, in a wrapper; sorted by name as the library sorts, the output layer first.</summary>
    [Fact]
    public void A_projected_LSTM_in_double_precision()
    {
        float[] w = ImportFolder.Numbers(4 * H, 1), u = ImportFolder.Numbers(4 * H * P, 2), b = ImportFolder.Numbers(4 * H, 3), r = ImportFolder.Numbers(P * H, 4), y = ImportFolder.Numbers(P, 5);
        File.WriteAllBytes(_folder.At("model.bin"), SafetensorsFile.Of("F64",
            ("module.fc.weight", [1, P], y), ("module.lstm.bias_ih_l0", [4 * H], b), ("module.lstm.weight_hh_l0", [4 * H, P], u), ("module.lstm.weight_hr_l0", [P, H], r), ("module.lstm.weight_ih_l0", [4 * H, 1], w)));
        float[] x = ImportFolder.Numbers(15, 6);
        double[] h = new double[P], m = new double[H], c = new double[H];
        var expected = new List<double>();
        foreach (float number in x)
        {
            ReferenceCell.Lstm((gate, unit) =>
            {
                int row = ("ifgo".IndexOf(gate, StringComparison.Ordinal) * H) + unit;
                return (w[row] * number) + (u[row * P] * h[0]) + (u[(row * P) + 1] * h[1]) + b[row];
            }, m, c);
            h = [.. Enumerable.Range(0, P).Select(j => Enumerable.Range(0, H).Sum(k => r[(j * H) + k] * m[k]))];
            expected.Add((y[0] * h[0]) + (y[1] * h[1]));
        }

        Assert.Contains("projected to 2", _folder.Check("model.bin", x, expected), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void LSTMCell_has_no_layers_and_may_have_half_precision(string dtype)
    {
        float[] w = [.. Enumerable.Range(0, 8).Select(i => (i - 4) / 16f)], u = [.. Enumerable.Range(0, 16).Select(i => (i - 8) / 32f)];
        byte[] file = SafetensorsFile.Of(dtype, ("cell.weight_ih", [8, 1], w), ("cell.weight_hh", [8, 2], u), ("cell.bias_ih", [8], w), ("cell.bias_hh", [8], w), ("out.weight", [1, 2], [0.5f, 0.25f]), ("out.bias", [1], [1]));
        using Model<Small> model = ModelImport.Load<Small>(file);
        ParameterInfo gate = Small.Shape.Parameters.Single(parameter => parameter.Name == "U_g"), bias = Small.Shape.Parameters.Single(parameter => parameter.Name == "b_o");
        Assert.Equal(u[(5 * 2) + 1], model.Parameters[gate.Layout.IndexOf(1, 1)]);
        Assert.Equal(2 * w[7], model.Parameters[bias.Layout.IndexOf(0, 1)]);
    }

    [Fact]
    public void What_tensors_leave_open_is_refused()
    {
        (string, int[], float[]) first = ("a.weight_ih_l0", [4, 1], new float[4]), second = ("a.weight_hh_l0", [4, 1], new float[4]);
        Assert.Contains("more than one order", Refusal(first, second, ("b.weight_ih_l0", [4, 1], new float[4]), ("b.weight_hh_l0", [4, 1], new float[4])), StringComparison.Ordinal);
        Assert.Contains("conv has \"weight\" [1, 1, 3]", Refusal(first, second, ("conv.weight", [1, 1, 3], new float[3])), StringComparison.Ordinal);
        Assert.Contains("do not fit", Refusal(first, second, ("b.weight", [2, 3], new float[6])), StringComparison.Ordinal);
        Assert.Contains("tensors that no layer of it has", Refusal(first, second, ("a.bias_xx_l0", [4], new float[4])), StringComparison.Ordinal);

        ImportedModel model = ModelImport.Read(SafetensorsFile.Of("F32", first, second, ("conv.weight", [1, 1, 3], new float[3]), ("a.num_batches_tracked", [], [7])), new ImportOptions { Ignore = ["conv."] });
        Assert.Equal(["a.num_batches_tracked", "conv.weight"], model.Ignored);

        using var own = new Model<Small>(1);
        byte[] saved = new byte[own.GetSavedSize()];
        own.Save(saved);
        Assert.Contains("EdgeSeq's own", Assert.Throws<ModelFormatException>(() => ModelImport.Read(saved)).Message, StringComparison.Ordinal);

        static string Refusal(params (string, int[], float[])[] tensors) =>
            Assert.Throws<ModelFormatException>(() => ModelImport.Read(SafetensorsFile.Of("F32", tensors))).Message;
    }

    [SequenceModel(Cell.Lstm, Inputs = 1, Hidden = 2, Head = Head.Linear, Outputs = 1)]
    internal readonly partial struct Small;
}
