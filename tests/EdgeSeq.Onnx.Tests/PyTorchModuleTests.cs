using System.Text.Json;
using EdgeSeq.Networks.Tests.Support;
using EdgeSeq.Onnx.Tests.Import;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary><c>edgeseq convert --to pytorch</c>: the module that it writes loads the file strictly, and computes the same.</summary>
public sealed partial class PyTorchModuleTests : IDisposable
{
    private const int Steps = 11;

    // Files are read by hand, since Debian has no package of safetensors.
    private const string Program = """
        import json, runpy, struct, sys
        import torch
        for line in sys.stdin:
            folder, numbers = json.loads(line)
            network = runpy.run_path(folder + "/model.py")["Network"]()
            file = open(folder + "/model.safetensors", "rb").read()
            length = struct.unpack("<Q", file[:8])[0]
            header = json.loads(file[8:8 + length])
            header.pop("__metadata__", None)
            data = bytearray(file[8 + length:])
            state = {name: torch.frombuffer(data, dtype=torch.float32, count=(t["data_offsets"][1] - t["data_offsets"][0]) // 4, offset=t["data_offsets"][0]).reshape(t["shape"]) for name, t in header.items()}
            network.load_state_dict(state)
            with torch.no_grad():
                print(json.dumps(network.eval()(torch.tensor(json.loads(numbers))[None]).flatten().tolist()), flush=True)
        """;

    private static readonly PythonScript s_script = new("-c", Program);

    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void A_network_of_all_kinds() => Compare<Everything>(ImportFolder.Numbers(2 * Steps, 1));

    [SkippableFact]
    public void A_stack_in_both_directions() => Compare<Stack>(ImportFolder.Numbers(2 * Steps, 2));

    [SkippableFact]
    public void Tokens() => Compare<Words>([.. Enumerable.Range(0, Steps).Select(i => (float)(i * 3 % 5))]);

    [SkippableFact]
    public void Depthwise_and_strided_convolutions_under_tied_weights() => Compare<Paced>([.. Enumerable.Range(0, Steps).Select(i => (float)(i * 2 % 5))]);

    [Fact]
    public void What_PyTorch_lacks_is_refused_and_nothing_written()
    {
        using var model = new Model<Before>(1);
        model.Save(_folder.At("model.safetensors"));
        (int code, _, string errors) = ImportFolder.Run("convert", _folder.At("model.safetensors"), "--to", "pytorch");
        Assert.Equal(1, code);
        Assert.Contains("no module of the cell GruResetBefore", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("model.py")));
    }

    private void Compare<TShape>(float[] inputs)
        where TShape : struct, ISequenceModel
    {
        ModelShape shape = TShape.Shape;
        using var model = new Model<TShape>(3, Initialization.PyTorch);
        model.Save(_folder.At("model.safetensors"));
        (int code, string text, string errors) = ImportFolder.Run("convert", _folder.At("model.safetensors"), "--to", "pytorch");
        Assert.True(code == 0, text + errors);
        Skip.If(Python.Missing is not null, Python.Missing);

        int[] tokens = Array.ConvertAll(inputs, number => (int)number);
        string numbers = shape.Vocabulary > 0 ? JsonSerializer.Serialize(tokens) : JsonSerializer.Serialize(inputs.Chunk(shape.Inputs));
        string? printed = s_script.Run(_folder.At(""), numbers);
        Assert.True(printed is not null, File.ReadAllText(_folder.At("model.py")));
        using var runner = new SequenceRunner<TShape>(model, 1, Steps);
        float[] found = new float[runner.OutputLength], expected = JsonSerializer.Deserialize<float[]>(printed)!;
        if (shape.Vocabulary > 0)
        {
            runner.Run(tokens, found);
        }
        else
        {
            runner.Run(inputs, found);
        }

        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [SequenceModel("""
        constant half = 0.5
        swish(a) = a * sigmoid(a)
        c = relu(conv(x, 4, 3, 2))
        n = layernorm(c)
        f = GruResetAfter([n, x], 5)
        b = both(Lstm(swish(dense(f, 4)), 3))
        p = batchnorm(rmsnorm(b))
        y = softmax(dense(p, 3) * half - slice(f, 1, 3) + dense(c, 3))
        v = sigmoid(dense(f, 1))
        """, Inputs = 2)]
    internal readonly partial struct Everything;

    [SequenceModel(Cell.Lstm, Inputs = 2, Hidden = 3, Layers = 2, Direction = Direction.Both, Readout = Readout.Last, Head = Head.Softmax, Outputs = 4)]
    internal readonly partial struct Stack;

    [SequenceModel("""
        e = embed(x, 3)
        h = ElmanRelu(e, 4)
        y = clip(dense(average(h), 2), -1, 0.25)
        """, Vocabulary = 5)]
    internal readonly partial struct Words;

    [SequenceModel("""
        e = embed(x, 3)
        d = depthwise(e, 3, 2)
        c = conv(stride(d, 2), 4, 2, 1, 2)
        h = GruResetAfter(c, 3)
        y = softmax(tied(last(h), e))
        """, Vocabulary = 5)]
    internal readonly partial struct Paced;

    [SequenceModel(Cell.GruResetBefore, Inputs = 1, Hidden = 2, Head = Head.Linear, Outputs = 1)]
    internal readonly partial struct Before;
}
