using System.IO.Pipes;
using EdgeSeq.Targets.Tool;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>The tool looks into files and converts them without a compiled shape.</summary>
[Trait("Isa", "none")]
public sealed class ToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Inspect_names_the_shape_and_its_cost()
    {
        using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
        model.Save(At("words.safetensors"));
        OnnxModel.Export(model, At("words.onnx"));
        foreach (string file in new[] { "words.safetensors", "words.onnx" })
        {
            (int code, string text, _) = Run("inspect", At(file));
            Assert.Equal(0, code);
            Assert.Contains("[SequenceModel(Cell.Lstm, Vocabulary = 7, Embedding = 3, HiddenSizes = [5, 4])]", text, StringComparison.Ordinal);

            // 4*5*(3+5) and 4*4*(5+4) of the layers, 4*7 of the output layer.
            Assert.Matches(@"multiply-adds a step +332\n", text);
        }
    }

    [Fact]
    public void Inspect_shows_a_cell_of_its_authors_own_and_ONNX_has_no_operator_for_it()
    {
        using Model<Shapes.OwnCell> model = Models.Create<Shapes.OwnCell>();
        model.Save(At("own.safetensors"));
        (int code, string text, string errors) = Run("inspect", At("own.safetensors"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("public readonly partial struct FastGrnn;", text, StringComparison.Ordinal);
        Assert.Contains("    z = sigmoid(W_h x + U_h h + b_z)", text, StringComparison.Ordinal);
        Assert.Contains("[SequenceModel(typeof(FastGrnn), Inputs = 3, Hidden = 5, Head = Head.Linear, Outputs = 2)]", text, StringComparison.Ordinal);

        // 5*(3+5) of the layer, 5*2 of the output layer.
        Assert.Matches(@"multiply-adds a step +50\n", text);
        Assert.Contains("no operator for FastGrnn", Run("convert", At("own.safetensors"), At("own.onnx")).Errors, StringComparison.Ordinal);
        Assert.Equal(0, Run("convert", At("own.safetensors"), At("copy.safetensors")).Code);
        using Model<Shapes.OwnCell> copy = Model<Shapes.OwnCell>.Load(At("copy.safetensors"));
        Assert.Equal(model.ComputeSha256(), copy.ComputeSha256());
    }

    [Theory]
    [InlineData("sigmoid(W_h x", "sigmoid(W_h q", "uses \\\"q\\\", which no earlier row defines")]
    [InlineData("\"FastGrnn\"", "\"Fast nnn\"", "which is no name of a type")]
    [InlineData("\"head\":\"Linear\"", "\"head\":\"Nothin\"", "\\\"Nothin\\\", which is none")]
    public void A_damaged_cell_is_refused_in_one_line(string from, string to, string message)
    {
        using Model<Shapes.OwnCell> model = Models.Create<Shapes.OwnCell>();
        model.Save(At("own.safetensors"));
        string file = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(At("own.safetensors")));
        File.WriteAllBytes(At("bad.safetensors"), System.Text.Encoding.Latin1.GetBytes(file.Replace(from, to, StringComparison.Ordinal)));
        (int code, _, string errors) = Run("inspect", At("bad.safetensors"));
        Assert.Equal(1, code);
        Assert.Contains(message.Replace("\\", "", StringComparison.Ordinal), errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    /// <summary>A pipe can be opened and read once only.</summary>
    [Theory]
    [InlineData("inspect")]
    [InlineData("verify")]
    public async Task A_pipe_tells_what_its_file_does(string command)
    {
        if (OperatingSystem.IsWindows())
        {
            return;   // It has no names for pipes that are open.
        }

        using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
        model.Save(At("words.safetensors"));
        (int code, string expected, _) = Run(command, At("words.safetensors"));
        Assert.Equal(0, code);

        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        File.CreateSymbolicLink(At("pipe.safetensors"), $"/dev/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}");
        Task written = Task.Run(() =>
        {
            using (pipe)
            {
                pipe.Write(File.ReadAllBytes(At("words.safetensors")));
            }
        });
        try
        {
            (code, string found, string errors) = Run(command, At("pipe.safetensors"));
            Assert.Equal((0, ""), (code, errors));
            Assert.Equal(expected.Replace("words.", "pipe.", StringComparison.Ordinal), found);
            await written;
        }
        finally
        {
            // What nobody reads any more must not be waited for.
            pipe.DisposeLocalCopyOfClientHandle();
        }
    }

    [Fact]
    public void Convert_there_and_back_keeps_every_bit()
    {
        AssertConverts<Shapes.Words>();
        AssertConverts<Shapes.Classifier>();
        AssertConverts<Shapes.Labels>();
        AssertConverts<Shapes.Encoder>();
        AssertConverts<Shapes.Forecast>();
    }

    [Fact]
    public void What_cannot_be_done_is_said_in_one_line()
    {
        File.WriteAllBytes(At("bad.onnx"), [1, 2, 3]);
        using var simplified = new Model<Shapes.Simplified>();
        simplified.Save(At("simplified.safetensors"));
        foreach (string[] arguments in new string[][]
        {
            ["inspect", At("bad.onnx")], ["inspect", At("missing.onnx")], ["inspect", At("model.bin")], ["convert", At("simplified.safetensors"), At("out.onnx")],
        })
        {
            (int code, _, string errors) = Run(arguments);
            Assert.Equal(1, code);
            Assert.StartsWith("edgeseq: ", errors, StringComparison.Ordinal);
            Assert.Single(errors.TrimEnd().Split('\n'));
        }

        Assert.False(File.Exists(At("out.onnx")));
        Assert.Equal(2, Run("convert", "one.onnx").Code);
    }

    private void AssertConverts<TShape>()
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>();
        model.Save(At("a.safetensors"));
        Assert.Equal(0, Run("convert", At("a.safetensors"), At("b.onnx")).Code);
        Assert.Equal(0, Run("convert", At("b.onnx"), At("c.safetensors")).Code);
        using Model<TShape> onnx = OnnxModel.Import<TShape>(At("b.onnx")), back = Model<TShape>.Load(At("c.safetensors"));
        Assert.Equal(model.ComputeSha256(), onnx.ComputeSha256());
        Assert.Equal(model.ComputeSha256(), back.ComputeSha256());
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" }, errors = new() { NewLine = "\n" };
        int code = ToolApp.Run(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
