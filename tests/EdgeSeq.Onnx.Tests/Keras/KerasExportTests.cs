using EdgeSeq.Networks.Tests.Support;
using EdgeSeq.Onnx.Tests.Import;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Onnx.Tests.Keras;

/// <summary><c>edgeseq convert --to keras</c>: our reader of Keras' files, whose own files follow its sources, takes them back, and HDF5's library reads their weights.</summary>
public sealed partial class KerasExportTests : IDisposable
{
    private const int Steps = 7;

    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_of_all_layers() => AssertReads<Layers>(normalizer: null);

    [Fact]
    public void A_stack_in_both_directions() => AssertReads<Stack>(normalizer: null);

    [Fact]
    public void A_normaliser() => AssertReads<Scaled>(new Normalizer([1, -2], [0.5f, 3], [10], [2]));

    [Fact]
    public void Tokens() => AssertReads<Words>(normalizer: null);

    [Fact]
    public void What_Keras_lacks_is_refused_and_nothing_written()
    {
        using Model<Simplified> model = Models.Create<Simplified>();
        Assert.Contains("Keras has no layer of the cell GruSimplified", Convert(model).Errors, StringComparison.Ordinal);
        using Model<Sliced> sliced = Models.Create<Sliced>();
        Assert.Contains("slice(x, 0, 1) has no layer in Keras", Convert(sliced).Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("model.keras")));
    }

    [SkippableFact]
    public void HDF5s_own_library_reads_the_weights()
    {
        using Model<Stack> model = Models.Create<Stack>();
        Assert.Equal(0, Convert(model).Code);
        Skip.If(Python.Missing is not null || Python.Run("-c", "import h5py") is null, "There is no python3 with torch and h5py.");
        string? printed = Python.Run("-c", "import h5py, io, sys, zipfile; f = h5py.File(io.BytesIO(zipfile.ZipFile(sys.argv[1]).read('model.weights.h5'))); print(f['layers/dense/vars/0'].shape, f['layers/dense/vars/0'].dtype, repr(float(f['layers/dense/vars/1'][2])), sorted(f['layers']))", _folder.At("model.keras"));
        float bias = model.Parameters[TShapeHeadBias];
        Assert.Equal($"(8, 3) float32 {((double)bias).ToString("R", System.Globalization.CultureInfo.InvariantCulture)} ['bidirectional', 'bidirectional_1', 'dense']", printed?.Trim());
    }

    private static int TShapeHeadBias => Stack.Shape.Parameters.First(parameter => parameter.Kind == ParameterKind.HeadBias).Layout.IndexOf(0, 2);

    private (int Code, string Errors) Convert<TShape>(Model<TShape> model)
        where TShape : struct, ISequenceModel
    {
        model.Save(_folder.At("model.safetensors"));
        (int code, _, string errors) = ImportFolder.Run("convert", _folder.At("model.safetensors"), "--to", "keras");
        return (code, errors);
    }

    private void AssertReads<TShape>(Normalizer? normalizer)
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>();
        model.Normalizer = normalizer;
        (int code, string errors) = Convert(model);
        Assert.True(code == 0, errors);
        bool isTokens = TShape.Shape.Vocabulary > 0;
        float[] inputs = isTokens ? [.. Enumerable.Range(0, Steps).Select(i => (float)(i * 3 % TShape.Shape.Vocabulary))] : ImportFolder.Numbers(Steps * TShape.Shape.Inputs, 1);
        using var runner = new SequenceRunner<TShape>(model, 1, Steps);
        float[] expected = new float[runner.OutputLength];
        runner.Run(isTokens ? Array.ConvertAll(inputs, number => (int)number) : inputs, expected);
        _folder.Check("model.keras", inputs, Array.ConvertAll(expected, number => (double)number));
    }

    [SequenceModel("""
        swish(a) = a * sigmoid(a)
        c = relu(conv(x, 4, 3, 2))
        d = depthwise(c, 2)
        n = layernorm(d)
        f = GruResetBefore([n, x], 3)
        s = swish(f)
        r = ElmanRelu(batchnorm(s), 3)
        b = both(GruResetAfter(2 - r, 2))
        y = softmax(dense(b, 3) - leaky_relu(f, 0.1) / 2)
        v = max(dense(b, 2), tanh(dense(f, 2)))
        """, Inputs = 2)]
    internal readonly partial struct Layers;

    [SequenceModel(Cell.Lstm, Inputs = 2, Hidden = 4, Layers = 2, Direction = Direction.Both, Readout = Readout.Last, Head = Head.Linear, Outputs = 3)]
    internal readonly partial struct Stack;

    [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 3)]
    internal readonly partial struct Words;

    [SequenceModel(Cell.GruResetAfter, Inputs = 2, Hidden = 3, Head = Head.Linear, Outputs = 1)]
    internal readonly partial struct Scaled;

    [SequenceModel(Cell.GruSimplified, Inputs = 1, Hidden = 2, Head = Head.Linear, Outputs = 1)]
    internal readonly partial struct Simplified;

    [SequenceModel("y = dense(ElmanTanh(slice(x, 0, 1), 2), 1)", Inputs = 2)]
    internal readonly partial struct Sliced;
}
