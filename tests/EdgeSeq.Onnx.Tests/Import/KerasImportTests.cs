using System.Text;
using EdgeSeq.Import;
using Xunit;

namespace EdgeSeq.Onnx.Tests.Import;

/// <summary>Files of Keras as its sources document them, and answers in double precision: <c>Keras/make_keras.py</c>.</summary>
[Trait("Isa", "none")]
public sealed class KerasImportTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("functional.keras", "functional", "GruResetAfter(bn, 3)")]
    [InlineData("sequential.h5", "sequential", "clip(0.2 * ")]
    [InlineData("last.keras", "last", "Readout = Readout.Last")]
    [InlineData("nested.keras", "nested", "slice(x, 1, 2)")]
    [InlineData("weights.h5", "weights", "Cell.ElmanTanh, Inputs = 1, Hidden = 4")]
    [InlineData("weights3.weights.h5", "weights", "Cell.ElmanTanh, Inputs = 1, Hidden = 4")]
    public void A_file_answers_as_its_equations_do(string file, string numbers, string declared)
    {
        string inputs = Directory.GetFiles(At(""), $"{numbers}.x.*").Single();
        (int code, string text, string errors) = ImportFolder.Run("import", At(file), "--out", _folder.At("out"), "--name", "Imported", "--check", inputs, At($"{numbers}.y.f64"));
        Assert.True(code == 0, text + errors);
        Assert.Contains(declared, text, StringComparison.Ordinal);
    }

    /// <summary>What stands in a file in place of something else of the same length.</summary>
    [Theory]
    [InlineData("functional.keras", "causal", "valids", "\"front\") has the padding \"valids\"")]
    [InlineData("functional.keras", "\"sigmoid\"", "\"sigmode\"", "\"sigmode\", which is not read")]
    [InlineData("functional.keras", "\"LayerNormalization\"", "\"RootNormalisation1\"", "config.layers[6] (\"RootNormalisation1\", \"ln\") is of a class that is not read")]
    [InlineData("functional.keras", "[[\"gain\", 0, 0]", "[[\"gain\", 0, 1]", "reads output 1 of \"gain\"")]
    [InlineData("functional.keras", "\"units\": 3", "\"units\": 4", "second, recurrent kernel has the size [3, 9]; expected [4, 9]")]
    [InlineData("functional.keras", "\"Functional\"", "\"MyNetworks\"", "is of the class \"MyNetworks\"")]
    [InlineData("sequential.h5", "\"merge_mode\": \"concat\"", "\"merge_mode\": \"mul...\"", "has a merge_mode other than concat and sum")]
    [InlineData("sequential.h5", "TREE", "TREF", "TREE should stand at byte ")]
    [InlineData("sequential.h5", "\"units\": 4", "\"units\": .", "model_config is not valid JSON")]
    public void What_is_wrong_is_named(string file, string from, string to, string message)
    {
        byte[] bytes = File.ReadAllBytes(At(file));
        int at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(from));
        Assert.True(at >= 0 && from.Length == to.Length);
        Encoding.ASCII.GetBytes(to).CopyTo(bytes, at);
        var refused = Assert.Throws<ModelFormatException>(() => ModelImport.Read(bytes));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_ends_early_is_refused()
    {
        byte[] bytes = File.ReadAllBytes(At("weights.h5"));
        for (int length = 0; length < bytes.Length; length += 97)
        {
            Assert.Throws<ModelFormatException>(() => ModelImport.Read(bytes.AsMemory(0, length)));
        }
    }

    private static string At(string name) => Path.Combine(AppContext.BaseDirectory, "Keras", name);
}
