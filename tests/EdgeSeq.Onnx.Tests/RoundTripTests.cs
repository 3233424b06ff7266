using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>What is written is read back with the same bits.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Weights_come_back_with_the_same_bits()
    {
        AssertSame<Shapes.Characters>();
        AssertSame<Shapes.Words>();
        AssertSame<Shapes.Forecast>();
        AssertSame<Shapes.Classifier>();
        AssertSame<Shapes.Labels>();
        AssertSame<Shapes.Alarm>();
        AssertSame<Shapes.Tagger>();
        AssertSame<Shapes.Deep>();
        AssertSame<Shapes.Encoder>();
    }

    [Fact]
    public void The_vocabulary_comes_back()
    {
        using Model<Shapes.Characters> model = Models.Create<Shapes.Characters>();
        model.Vocabulary = Vocabulary.Build(new MemoryStream("abcabc"u8.ToArray()), new VocabularyOptions { Level = TextLevel.Character });
        using Model<Shapes.Characters> read = OnnxModel.Import<Shapes.Characters>(OnnxModel.Export(model));
        Assert.Equal(model.Vocabulary.Count, read.Vocabulary!.Count);
    }

    [Fact]
    public void Files_are_written_and_read()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
            OnnxModel.Export(model, path);
            using Model<Shapes.Words> read = OnnxModel.Import<Shapes.Words>(path);
            Assert.Equal(model.ComputeSha256(), read.ComputeSha256());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_model_that_has_diverged_is_not_exported(float value)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using Model<Shapes.Words> model = Models.Create<Shapes.Words>();
            OnnxModel.Export(model, path);
            byte[] good = File.ReadAllBytes(path);
            model.Parameters[Shapes.Words.Shape.Parameters[0].Layout.IndexOf(1, 1)] = value;
            Assert.Throws<InvalidOperationException>(() => OnnxModel.Export(model, path));
            Assert.Throws<InvalidOperationException>(() => OnnxModel.Export(model));
            Assert.Equal(good, File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Cells_that_onnx_lacks_are_refused()
    {
        using var simplified = new Model<Shapes.Simplified>();
        using var reservoir = new Model<Shapes.Reservoir>();
        Assert.StartsWith("ONNX has no operator for GruSimplified", Assert.Throws<NotSupportedException>(() => OnnxModel.Export(simplified)).Message, StringComparison.Ordinal);
        Assert.StartsWith("ONNX has no operator for EchoState", Assert.Throws<NotSupportedException>(() => OnnxModel.Export(reservoir)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void States_may_be_parts_of_one_input_and_output()
    {
        using Model<Shapes.Deep> model = Models.Create<Shapes.Deep>();
        OnnxFile file = GraphWriter.Write(NamedModel.Of(model), activate: false);
        file.Add(OnnxTensor.Of("bounds", 1L));
        file.Inputs.Add(new("states", OnnxTensor.Float32, ["2", "batch", "6"]));
        file.Inputs.RemoveAll(input => input.Name == "state_h_l0");
        file.Nodes.Insert(1, new("Slice", "", ["states", "bounds", "bounds"], ["state_h_l0"], []));
        file.Nodes.Add(new("Concat", "", ["next_h_l0", "next_h_l1"], ["last"], []));
        var writer = new ProtoWriter();
        file.Write(writer);
        using Model<Shapes.Deep> read = OnnxModel.Import<Shapes.Deep>(writer.Written.ToArray());
        Assert.Equal(model.ComputeSha256(), read.ComputeSha256());
    }

    private static void AssertSame<TShape>()
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>(), other = Models.Create<TShape>(seed: 2);
        foreach (bool activation in new[] { false, true })
        {
            byte[] file = OnnxModel.Export(model, new OnnxExportOptions { Activation = activation });
            using Model<TShape> read = OnnxModel.Import<TShape>(file);
            Assert.Equal(model.ComputeSha256(), read.ComputeSha256());
            Assert.Equal(file, OnnxModel.Export(read, new OnnxExportOptions { Activation = activation }));
            OnnxModel.ImportWeights(other, file);
            Assert.Equal(model.ComputeSha256(), other.ComputeSha256());
        }
    }
}
