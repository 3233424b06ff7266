using EdgeSeq.Import;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;
using EdgeSeq.Onnx.Tests.Import;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>Weights of 16 bits as tensors of bfloat16 and <c>Cast</c>.</summary>
public sealed partial class BFloat16Tests
{
    private const int Batch = 3, Window = 9;
    private const double Tolerance = 1e-5;

    [Fact]
    public void Stacks_come_back_with_the_same_bits()
    {
        AssertSame<Shapes.Words, Shapes.WordsBFloat16>();
        AssertSame<Text, TextHalves>();
        AssertSame<Shapes.Tagger, TaggerHalves>();

        static void AssertSame<TShape, THalves>()
            where TShape : struct, ITrainableModel
            where THalves : struct, ISequenceModel
        {
            using Model<TShape> floats = Models.Create<TShape>();
            using Model<THalves> model = floats.Quantize<THalves>();
            byte[] file = OnnxModel.Export(model);
            using Model<THalves> read = OnnxModel.Import<THalves>(file), rounded = OnnxModel.Import<THalves>(OnnxModel.Export(floats));
            Assert.Equal(model.ComputeSha256(), read.ComputeSha256());
            Assert.Equal(model.ComputeSha256(), rounded.ComputeSha256());
            Assert.Equal(file, OnnxModel.Export(read));
            using Model<TShape> wide = OnnxModel.Import<TShape>(file), expected = Widened<TShape, THalves>(model);
            Assert.Equal(expected.ComputeSha256(), wide.ComputeSha256());
        }
    }

    [Fact]
    public void Networks_are_read_as_those_of_the_same_floats()
    {
        using Model<Net> floats = Models.Create<Net>();
        using Model<NetHalves> model = floats.Quantize<NetHalves>();
        using Model<Net> expected = Widened<Net, NetHalves>(model);
        Assert.Equal(ModelImport.Read(OnnxModel.Export(expected)).Written.ToFile(), ModelImport.Read(OnnxModel.Export(model)).Written.ToFile());
    }

    [Fact]
    public void Onnx_runtime_computes_the_same()
    {
        AssertAgrees<Shapes.Words, Shapes.WordsBFloat16>();
        AssertAgrees<Text, TextHalves>();
        AssertAgrees<Shapes.Tagger, TaggerHalves>();
        AssertAgrees<Net, NetHalves>();
        AssertAgrees<Loop, LoopHalves>();
    }

    /// <summary>Biases and the text of the graph stay as they are.</summary>
    [Fact]
    public void The_file_has_half_the_bytes()
    {
        AssertHalf<Text, TextHalves>();
        AssertHalf<Net, NetHalves>();

        static void AssertHalf<TShape, THalves>()
            where TShape : struct, ITrainableModel
            where THalves : struct, ISequenceModel
        {
            using Model<TShape> floats = Models.Create<TShape>();
            using Model<THalves> model = floats.Quantize<THalves>();
            double part = (double)OnnxModel.Export(model).Length / OnnxModel.Export(floats).Length;
            Assert.InRange(part, 0.5, 0.53);
        }
    }

    [Theory]
    [InlineData("length", "Node \"rows_cast\" (\"Cast\"): \"rows_bfloat16\" has 208 bytes for the shape [7, 15]")]
    [InlineData("type", "Node \"rows_cast\" (\"Cast\") does not fit: it converts constants of type bfloat16 to type 7")]
    [InlineData("no type", "Node \"rows_cast\" (\"Cast\") does not fit: it converts constants of type bfloat16 to type 0")]
    [InlineData("number", "rnn.weight_ih_l0")]
    public void What_is_damaged_is_named(string what, string message)
    {
        using Model<Shapes.Characters> floats = Models.Create<Shapes.Characters>();
        using Model<CharactersHalves> model = floats.Quantize<CharactersHalves>(), other = new(seed: 2);
        OnnxFile file = OnnxFile.Read(OnnxModel.Export(model));
        OnnxTensor rows = file.Tensors["rows_bfloat16"];
        Assert.Equal("Cast", file.Nodes[0].Operator);
        switch (what)
        {
            case "length":
                file.Tensors["rows_bfloat16"] = rows with { Data = rows.Data[..^2] };
                break;
            case "type":
                file.Nodes[0] = file.Nodes[0] with { Attributes = [new("to") { Integer = NumberType.Int64 }] };
                break;
            case "no type":
                file.Nodes[0] = file.Nodes[0] with { Attributes = [] };
                break;
            default:
                byte[] data = rows.Data.ToArray();
                (data[0], data[1]) = (0x80, 0x7F);   // infinity
                file.Tensors["rows_bfloat16"] = rows with { Data = data };
                break;
        }

        var writer = new ProtoWriter();
        file.Write(writer);
        byte[] damaged = writer.Written.ToArray();
        string before = other.ComputeSha256();
        Assert.StartsWith(message, Assert.Throws<ModelFormatException>(() => OnnxModel.ImportWeights(other, damaged)).Message, StringComparison.Ordinal);
        Assert.Equal(before, other.ComputeSha256());
    }

    [Fact]
    public void Damaged_bits_are_read_or_refused()
    {
        using Model<Shapes.Words> floats = Models.Create<Shapes.Words>();
        using Model<Shapes.WordsBFloat16> model = floats.Quantize<Shapes.WordsBFloat16>();
        byte[] file = OnnxModel.Export(model);
        for (int bit = 0; bit < file.Length * 8; bit += Cases.Part(9, 3))
        {
            byte[] damaged = [.. file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                OnnxModel.ImportWeights(model, damaged);
            }
            catch (ModelFormatException)
            {
            }
        }
    }

    /// <summary>The tool knows by the file alone that weights are halves, in safetensors and in ONNX.</summary>
    [Fact]
    public void The_tool_writes_and_reads_the_same_file()
    {
        using var folder = new ImportFolder();
        using Model<Shapes.Tagger> floats = Models.Create<Shapes.Tagger>();
        using Model<TaggerHalves> model = floats.Quantize<TaggerHalves>();
        model.Save(folder.At("model.safetensors"));
        (int code, string text, string errors) = ImportFolder.Run("convert", folder.At("model.safetensors"), folder.At("model.onnx"));
        Assert.True(code == 0, text + errors);
        Assert.DoesNotContain("became floats", text, StringComparison.Ordinal);
        Assert.Equal(OnnxModel.Export(model), File.ReadAllBytes(folder.At("model.onnx")));
        text = ImportFolder.Run("inspect", folder.At("model.onnx")).Text;
        Assert.Contains("Weights = WeightType.BFloat16)]", text, StringComparison.Ordinal);
        Assert.Matches(@"R_l0_bfloat16 +bfloat16 +\[2 x 12 x 3\]\n", text);
        Assert.Equal(0, ImportFolder.Run("verify", folder.At("model.safetensors"), "--onnx", folder.At("model.onnx")).Code);

        // Floats, and the same halves again.
        Assert.Contains("became floats", ImportFolder.Run("convert", folder.At("model.onnx"), folder.At("floats.safetensors")).Text, StringComparison.Ordinal);
        using Model<TaggerHalves> again = Model<TaggerHalves>.Load(folder.At("floats.safetensors"));
        Assert.Equal(model.ComputeSha256(), again.ComputeSha256());
    }

    private static Model<TShape> Widened<TShape, THalves>(Model<THalves> model)
        where TShape : struct, ITrainableModel
        where THalves : struct, ISequenceModel
    {
        using var folder = new ImportFolder();
        model.Save(folder.At("halves.safetensors"));
        return Model<TShape>.Load(folder.At("halves.safetensors"));
    }

    private static void AssertAgrees<TShape, THalves>()
        where TShape : struct, ITrainableModel
        where THalves : struct, ISequenceModel
    {
        using Model<TShape> floats = Models.Create<TShape>();
        using Model<THalves> model = floats.Quantize<THalves>();
        using var runner = new SequenceRunner<THalves>(model, Batch, Window);
        var sample = new Sample(THalves.Shape, Batch, Window);
        float[] expected = new float[runner.OutputLength];
        runner.Logits(sample.Input, expected);

        using var session = new InferenceSession(OnnxModel.Export(model));
        using var results = session.Run([sample.Feed(0, Window), .. ZeroStates(session)]);
        float[] found = [.. results.Single(value => value.Name is "output" or "y").AsTensor<float>()];
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++)
        {
            int row = i / THalves.Shape.Outputs % Batch, step = i / THalves.Shape.Outputs / Batch;
            Assert.Equal(expected[(((row * Window) + step) * THalves.Shape.Outputs) + (i % THalves.Shape.Outputs)], found[i], Tolerance);
        }
    }

    private static IEnumerable<NamedOnnxValue> ZeroStates(InferenceSession session) =>
        session.InputMetadata.Where(input => input.Key.StartsWith("state", StringComparison.Ordinal))
            .Select(input => NamedOnnxValue.CreateFromTensor(input.Key, new DenseTensor<float>(Array.ConvertAll(input.Value.Dimensions, size => size < 0 ? Batch : size))));

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 7, Hidden = 5, Weights = WeightType.BFloat16)]
    internal readonly partial struct CharactersHalves;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 64)]
    internal readonly partial struct Text;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 64, Weights = WeightType.BFloat16)]
    internal readonly partial struct TextHalves;

    [SequenceModel(Cell.Lstm, Vocabulary = 6, Hidden = 3, Layers = 2, Direction = Direction.Both, Outputs = 4, Weights = WeightType.BFloat16)]
    internal readonly partial struct TaggerHalves;

    [SequenceModel("e = embed(x, 24)\nc = relu(conv(e, 48, 3))\nh = Lstm(c, 64)\ny = softmax(dense([h, c], 96))", Vocabulary = 96)]
    internal readonly partial struct Net;

    [SequenceModel("e = embed(x, 24)\nc = relu(conv(e, 48, 3))\nh = Lstm(c, 64)\ny = softmax(dense([h, c], 96))", Vocabulary = 96, Weights = WeightType.BFloat16)]
    internal readonly partial struct NetHalves;

    [SequenceModel("h = FastGrnn(x, 5)\ny = dense(h, 2)", Inputs = 3)]
    internal readonly partial struct Loop;

    [SequenceModel("h = FastGrnn(x, 5)\ny = dense(h, 2)", Inputs = 3, Weights = WeightType.BFloat16)]
    internal readonly partial struct LoopHalves;
}
