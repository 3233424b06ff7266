using EdgeSeq.Targets.Tool;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>Files of PyTorch's exporter are read, and come to the same outputs in EdgeSeq and in ONNX Runtime. <c>PyTorch/make_onnx.py</c> made them.</summary>
public sealed partial class PyTorchTests
{
    [SequenceModel(Cell.GruResetAfter, Vocabulary = 7, Embedding = 3, Hidden = 4, Outputs = 5, Head = Head.Linear)]
    internal readonly partial struct EveryStep;

    [SequenceModel(Cell.Lstm, Inputs = 2, Hidden = 4, Layers = 2, Outputs = 3, Head = Head.Linear, Readout = Readout.Last)]
    internal readonly partial struct LastOutput;

    [SequenceModel(Cell.GruResetAfter, Inputs = 2, Hidden = 3, Layers = 2, Direction = Direction.Both, Outputs = 4, Head = Head.Linear, Readout = Readout.Last)]
    internal readonly partial struct BothLastStates;

    [SequenceModel(Cell.ElmanRelu, Inputs = 2, Hidden = 4, Outputs = 2, Head = Head.Linear, Readout = Readout.Last)]
    internal readonly partial struct LastState;

    [Fact]
    public void Batch_first_with_an_output_at_every_step() => AssertRead<EveryStep>("tokens-every-step");

    [Fact]
    public void The_last_output_into_a_gemm() => AssertRead<LastOutput>("last-output");

    [Fact]
    public void The_last_states_of_both_directions_of_a_stack() => AssertRead<BothLastStates>("both-last-states");

    [Fact]
    public void The_last_state_with_time_first() => AssertRead<LastState>("last-state-time-first");

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        Damage<EveryStep>("tokens-every-step");
        Damage<LastOutput>("last-output");
        Damage<BothLastStates>("both-last-states");
        Damage<LastState>("last-state-time-first");
    }

    private static void Damage<TShape>(string name)
        where TShape : struct, ITrainableModel
    {
        byte[] file = File.ReadAllBytes(PathOf(name));
        using var model = new Model<TShape>();
        for (int bit = 0; bit < file.Length * 8; bit += 37)
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

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "PyTorch", $"{name}.onnx");

    private static void AssertRead<TShape>(string name)
        where TShape : struct, ITrainableModel
    {
        string file = PathOf(name), saved = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.safetensors");
        try
        {
            using Model<TShape> model = OnnxModel.Import<TShape>(file);
            model.Save(saved);
            using StringWriter output = new(), errors = new();
            Assert.True(ToolApp.Run(["verify", saved, "--onnx", file], output, errors) == 0, $"{output}{errors}");
        }
        finally
        {
            File.Delete(saved);
        }
    }
}
