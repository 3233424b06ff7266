using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;
using EdgeSeq.Targets.Tool;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>A normaliser becomes nodes of the graph, and nodes of a graph a normaliser.</summary>
public sealed class NormalizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_goes_to_ONNX_and_back_with_all_that_a_model_carries()
    {
        using Model<Shapes.Forecast> model = Create();
        using Model<Shapes.Forecast> read = OnnxModel.Import<Shapes.Forecast>(OnnxModel.Export(model));
        Assert.Equal(model.Normalizer!.InputMean, read.Normalizer!.InputMean);
        Assert.Equal(model.Normalizer.InputScale, read.Normalizer.InputScale);
        Assert.Equal(model.Normalizer.OutputMean, read.Normalizer.OutputMean);
        Assert.Equal(model.Normalizer.OutputScale, read.Normalizer.OutputScale);
        Assert.Equal(MissingInputs.Mean, read.Normalizer.Missing);
        Assert.Equal(model.Labels, read.Labels);
        Assert.Equal(model.ComputeSha256(), read.ComputeSha256());
    }

    [Fact]
    public void The_nodes_decide_not_the_metadata()
    {
        using Model<Shapes.Forecast> model = Create();
        OnnxFile file = GraphWriter.Write(NamedModel.Of(model), activate: false);
        foreach (string key in file.Metadata.Keys.Where(key => key.StartsWith("edgeseq_", StringComparison.Ordinal)).ToArray())
        {
            file.Metadata.Remove(key);
        }

        var writer = new ProtoWriter();
        file.Write(writer);
        using Model<Shapes.Forecast> read = OnnxModel.Import<Shapes.Forecast>(writer.Written.ToArray());
        Assert.Equal(model.Normalizer!.InputScale, read.Normalizer!.InputScale);
        Assert.Equal(model.Normalizer.OutputMean, read.Normalizer.OutputMean);
        Assert.Equal(MissingInputs.Reject, read.Normalizer.Missing);
        Assert.Null(read.Labels);
    }

    /// <summary>ONNX Runtime gets the numbers of the data, and gives what EdgeSeq gives.</summary>
    [Fact]
    public void The_tool_verifies_and_shows_it()
    {
        using Model<Shapes.Forecast> model = Create();
        string path = Path.Combine(_folder, "model.safetensors");
        model.Save(path);
        (int code, string text) = Run("verify", path);
        Assert.True(code == 0, text);
        text = Run("inspect", path).Text;
        Assert.Matches(@"input +unit +mean +scale", text);
        Assert.Matches(@"1 +hPa +1000 +50", text);
        Assert.Matches(@"output +label +mean +scale", text);
        Assert.Matches(@"0 +warmth +20 +5", text);
        Assert.DoesNotContain("edgeseq_input_mean", text, StringComparison.Ordinal);

        string onnx = Path.Combine(_folder, "model.onnx"), back = Path.Combine(_folder, "back.safetensors");
        Assert.Equal(0, Run("convert", path, onnx).Code);
        Assert.Equal(0, Run("convert", onnx, back).Code);
        using Model<Shapes.Forecast> read = Model<Shapes.Forecast>.Load(back);
        Assert.Equal("here", read.Metadata["made"]);
        Assert.Equal(model.Normalizer!.OutputScale, read.Normalizer!.OutputScale);
    }

    private static Model<Shapes.Forecast> Create()
    {
        Model<Shapes.Forecast> model = Models.Create<Shapes.Forecast>();
        model.Normalizer = new([20, 1000, 0.5f], [5, 50, 3], [20, 1000], [5, 50]) { Missing = MissingInputs.Mean };
        model.Labels = ["warmth", "pressure"];
        model.InputUnits = ["°C", "hPa", ""];
        model.Metadata["made"] = "here";
        return model;
    }

    private static (int Code, string Text) Run(params string[] arguments)
    {
        var output = new StringWriter();
        return (ToolApp.Run(arguments, output, output), output.ToString());
    }
}
