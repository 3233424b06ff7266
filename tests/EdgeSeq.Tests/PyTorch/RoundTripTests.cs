using EdgeSeq.Shapes;
using EdgeSeq.Tests.Kernels;
using Xunit;

namespace EdgeSeq.Tests.PyTorch;

/// <summary>A saved model loads in PyTorch, strictly and by name, and a <c>state_dict</c> of PyTorch loads here.</summary>
public sealed class RoundTripTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private const int Window = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-").FullName;

    /// <summary>Every cell that PyTorch has; layers, learned vectors, both directions.</summary>
    public static TheoryData<string> Shapes =>
    [
        nameof(KernelShapes.ElmanV96H33), nameof(KernelShapes.ElmanReluV5H100), nameof(KernelShapes.GruResetAfterV5H33), nameof(KernelShapes.LstmV257H33),
        nameof(KernelShapes.StackOfEquals), nameof(KernelShapes.Embedded), nameof(KernelShapes.BothDirectionsOfTokens), nameof(KernelShapes.BothDirectionsStacked),
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [MemberData(nameof(Shapes))]
    public void A_model_comes_back_from_PyTorch_bit_for_bit(string name)
    {
        SkipWithoutTorch();
        KernelCases.Find(name).Accept(new ThereAndBack(_folder));
    }

    [SkippableTheory]
    [MemberData(nameof(Shapes))]
    public void A_state_dict_of_PyTorch_gives_the_outputs_of_PyTorch(string name)
    {
        SkipWithoutTorch();
        KernelCases.Find(name).Accept(new FromPyTorch(_folder));
    }

    private static void SkipWithoutTorch() => Skip.IfNot(PythonWithTorch.IsInstalled, "No PyTorch: apt-get install python3-torch.");

    private static void AssertSameOutputs<TShape>(Model<TShape> model, int[] tokens, float[][] expected)
        where TShape : struct, ITrainableModel
    {
        float[] outputs = new float[Window * TShape.Shape.Outputs], workspace = new float[TShape.WorkspaceSize(1, Window)];
        TShape.Forward(model.Parameters, tokens, new float[TShape.StateSize], workspace, 1, Window);
        TShape.Outputs(model.Parameters, tokens, outputs, workspace, 1, Window);
        Assert.Equal(outputs.Length, expected.Sum(step => step.Length));
        Assert.All(outputs.Zip(expected.SelectMany(step => step)), pair => Assert.InRange(pair.First, pair.Second - Tolerance, pair.Second + Tolerance));
    }

    private static int[] Tokens(ModelShape shape)
    {
        var random = new RandomGenerator(5);
        return [.. Enumerable.Range(0, Window).Select(_ => random.NextInt32(shape.Vocabulary))];
    }

    private sealed class ThereAndBack(string folder) : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            string there = Path.Combine(folder, "there.safetensors"), back = Path.Combine(folder, "back.safetensors");
            using var model = new Model<TShape>(3, Initialization.PyTorch);
            model.Save(there);
            int[] tokens = Tokens(TShape.Shape);
            AssertSameOutputs(model, tokens, PythonWithTorch.Run(TShape.Shape, there, back, tokens));
            using Model<TShape> loaded = Model<TShape>.Load(back, new ModelFileOptions { AssumeCell = true });
            Assert.Equal(model.ComputeSha256(), loaded.ComputeSha256());
        }
    }

    private sealed class FromPyTorch(string folder) : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            string file = Path.Combine(folder, "state_dict.safetensors");
            int[] tokens = Tokens(TShape.Shape);
            float[][] expected = PythonWithTorch.Run(TShape.Shape, "-", file, tokens);
            using Model<TShape> loaded = Model<TShape>.Load(file, new ModelFileOptions { AssumeCell = true });
            AssertSameOutputs(loaded, tokens, expected);
        }
    }
}
