using System.Text.RegularExpressions;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Shapes;
using EdgeSeq.Targets.Tool;
using EdgeSeq.Targets.Tool.Verify;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary><c>edgeseq verify</c>: it compiles the shape that a file says, and sees what differs.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string ModelFile => Path.Combine(_folder, "model.safetensors");

    private string OnnxFile => Path.Combine(_folder, "other.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Models_of_every_form_agree()
    {
        AssertAgrees<Shapes.Characters>(2 * 3);
        AssertAgrees<Shapes.Words>(5 * 3);
        AssertAgrees<Shapes.Forecast>(2 * 3);
        AssertAgrees<Shapes.Classifier>(2);
        AssertAgrees<Shapes.Labels>(2);
        AssertAgrees<Shapes.Alarm>(3 * 3);
        AssertAgrees<Shapes.Encoder>(2 * 3);
        AssertAgrees<Shapes.BothEncoder>(2);
    }

    [Fact]
    public void Probabilities_are_compared_where_the_graph_ends_in_them()
    {
        using Model<Shapes.Labels> model = Models.Create<Shapes.Labels>();
        model.Save(ModelFile);
        OnnxModel.Export(model, OnnxFile, new OnnxExportOptions { Activation = true });
        Assert.Equal(0, Run("verify", ModelFile, "--onnx", OnnxFile).Code);
    }

    [Fact]
    public void A_changed_weight_is_an_exit_code_of_1()
    {
        using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
        model.Save(ModelFile);
        Change(model, Shapes.Words.Shape.Parameters[0]);
        OnnxModel.Export(model, OnnxFile);
        (int code, string text, string errors) = Run("verify", ModelFile, "--onnx", OnnxFile);
        Assert.Equal((1, ""), (code, errors));
        Assert.Contains(" NO\n", text, StringComparison.Ordinal);
    }

    /// <summary>Whichever parameter has one changed number, results differ.</summary>
    [Fact]
    public void Every_parameter_matters()
    {
        foreach (ParameterInfo parameter in Shapes.Words.Shape.Parameters)
        {
            using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
            model.Save(ModelFile);
            Change(model, parameter);
            byte[] file = OnnxModel.Export(model);
            GraphContent content = OnnxModel.Read(file);
            using var runtime = new RuntimeModel(file, content.Ports);
            using FileStream saved = File.OpenRead(ModelFile);
            Assert.Contains(new ShapeRun<Shapes.Words>().Compare(saved, content, runtime), comparison => !comparison.IsClose);
        }
    }

    [Fact]
    public void What_does_not_fit_is_said_in_one_line()
    {
        using Model<Shapes.Words> words = Models.Create<Shapes.Words>();
        words.Save(ModelFile);
        OnnxModel.Export(words, OnnxFile);
        AssertFails($"{OnnxFile} should be a .safetensors file.", "verify", OnnxFile);
        AssertFails($"{ModelFile} should be an .onnx file.", "verify", ModelFile, "--onnx", ModelFile);
        AssertFails("other2.onnx", "verify", ModelFile, "--onnx", Path.Combine(_folder, "other2.onnx"));

        using Model<Shapes.Characters> characters = Models.Create<Shapes.Characters>();
        OnnxModel.Export(characters, OnnxFile);
        AssertFails("The file has cell GruResetAfter; model.safetensors expects Lstm.", "verify", ModelFile, "--onnx", OnnxFile);
        File.WriteAllBytes(OnnxFile, Rewritten.Of(words).Change("order_1", node => node with { Operator = "Relu" }).Bytes());
        AssertFails("Node \"order_1\" (\"Relu\") does not fit", "verify", ModelFile, "--onnx", OnnxFile);
        File.WriteAllBytes(OnnxFile, Rewritten.Of(words).WithLayout1().Bytes());
        AssertFails("ONNX Runtime does not run the file: ", "verify", ModelFile, "--onnx", OnnxFile);

        File.WriteAllBytes(OnnxFile, InDouble(words));
        AssertFails($"{OnnxFile} computes in F64, and ONNX Runtime runs recurrent layers in F32 only.", "verify", ModelFile, "--onnx", OnnxFile);

        using var simplified = new Model<Shapes.Simplified>();
        simplified.Save(ModelFile);
        AssertFails("ONNX has no operator for GruSimplified", "verify", ModelFile);
    }

    [Fact]
    public void Differences_are_parts_of_the_largest_number_and_nan_is_one()
    {
        Assert.Equal(0.5, Comparison.Of("", "", [0.25f, 1], [0.75f, 1]).Largest);
        Assert.Equal(0.0625, Comparison.Of("", "", [0.25f, -8], [0.75f, -8]).Largest);
        Assert.Equal(0.25, Comparison.Of("", "", [8], [6]).Largest);
        Assert.False(Comparison.Of("", "", [1, 1], [float.NaN, 1]).IsClose);
        Assert.False(Comparison.Of("", "", [1], [1, 1]).IsClose);
        Assert.False(Comparison.Of("", "", [], []).IsClose);
        Assert.True(Comparison.Of("", "", [1], [1]).IsClose);
    }

    private static byte[] InDouble<TShape>(Model<TShape> model)
        where TShape : struct, ITrainableModel
    {
        Rewritten graph = Rewritten.Of(model);
        foreach ((string name, OnnxTensor tensor) in graph.File.Tensors.Where(entry => entry.Value.DataType == OnnxTensor.Float32).ToArray())
        {
            double[] values = [.. tensor.Floats(graph.Nodes[0], tensor.Dimensions).ToArray().Select(value => (double)value)];
            graph.File.Tensors[name] = tensor with { DataType = 11, Data = values.SelectMany(BitConverter.GetBytes).ToArray() };
        }

        return graph.Bytes();
    }

    private void AssertAgrees<TShape>(int comparisons)
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>();
        model.Save(ModelFile);
        (int code, string text, string errors) = Run("verify", ModelFile);
        Assert.True(code == 0, text + errors);
        Assert.Equal(comparisons, Regex.Count(text, " yes\n"));
    }

    private static void Change<TShape>(Model<TShape> model, ParameterInfo parameter)
        where TShape : struct, ITrainableModel => model.Parameters[parameter.Layout.IndexOf(0, 0)] += 0.01f;

    private static void AssertFails(string message, params string[] arguments)
    {
        (int code, _, string errors) = Run(arguments);
        Assert.Equal(1, code);
        Assert.StartsWith("edgeseq: ", errors, StringComparison.Ordinal);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" }, errors = new() { NewLine = "\n" };
        int code = ToolApp.Run(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
