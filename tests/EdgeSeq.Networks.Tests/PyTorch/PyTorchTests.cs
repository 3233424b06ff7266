using System.Text.Json;
using EdgeSeq.Networks.Tests.Reference;
using EdgeSeq.Networks.Tests.Support;
using Xunit;

namespace EdgeSeq.Networks.Tests.PyTorch;

/// <summary>A saved network loads in PyTorch, strictly and by name, and computes the same there.</summary>
public sealed class PyTorchTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private static readonly PythonScript s_script = new(Path.Combine(AppContext.BaseDirectory, "PyTorch", "run_network.py"));

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-networks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void The_noise_suppressor_is_PyTorchs() => Compare<Shapes.NoiseSuppressor>();

    [SkippableFact]
    public void The_keyword_network_is_PyTorchs() => Compare<Shapes.Keyword>();

    [SkippableFact]
    public void A_strided_convolution_is_PyTorchs() => Compare<Shapes.StridedKeyword>();

    [SkippableFact]
    public void The_amplifier_is_PyTorchs() => Compare<Shapes.Amplifier>();

    [SkippableFact]
    public void Dilated_convolutions_are_PyTorchs() => Compare<Shapes.Convolutions>();

    [SkippableFact]
    public void Depthwise_convolutions_are_PyTorchs() => Compare<Shapes.Depthwise>();

    [SkippableFact]
    public void Tied_weights_are_PyTorchs() => Compare<Shapes.Same>();

    private void Compare<TShape>()
        where TShape : struct, ITrainableModel
    {
        Skip.If(Python.Missing is not null, Python.Missing);
        const int Steps = 60;
        string file = Path.Combine(_folder, "network.safetensors"), numbers = Path.Combine(_folder, "x.json");
        using var model = new Model<TShape>(5, Initialization.PyTorch);
        model.Save(file);
        Row row = Row.Random(TShape.Shape, Steps, new Random(2));
        File.WriteAllText(numbers, TShape.Shape.Vocabulary > 0 ? JsonSerializer.Serialize(row.Tokens) : JsonSerializer.Serialize(row.Vectors.Chunk(TShape.Shape.Inputs)));
        string? printed = s_script.Run(typeof(TShape).Name, file, numbers);
        Assert.True(printed is not null, "run_network.py failed.");
        float[] expected = [.. JsonSerializer.Deserialize<float[][]>(printed)!.SelectMany(outputs => outputs)];
        (_, _, float[] outputs, _) = Kernels.Run<TShape>(model.Parameters, new Batch(TShape.Shape, [row]));
        Assert.Equal(expected.Length, outputs.Length);
        Assert.All(expected.Zip(outputs), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }
}
