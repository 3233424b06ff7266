using System.Reflection;
using EdgeSeq.Shapes;

namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>Shapes of projects that leave instruction sets out, compiled here and run: they give the bits of all others, and say what they run.</summary>
public class InstructionSetBitsTests
{
    private const int Batch = 3, Window = 4;

    /// <summary>One of every kind, and small.</summary>
    private static readonly string[] Shapes =
    [
        "Cell.GruResetAfter, Vocabulary = 5, Hidden = 7",
        "\"h = GruSimplified(x, 4)\\ny = softmax(dense(h, 3))\", Inputs = 2",
        "Cell.ElmanTanh, Vocabulary = 5, Hidden = 7, Weights = WeightType.Int8",
        "Cell.ElmanRelu, Inputs = 2, Outputs = 3, Head = Head.Sigmoid, Hidden = 7, Weights = WeightType.Int8, StateBits = 15",
    ];

    private static readonly Lazy<Assembly> Whole = new(() => Load(""));

    [Theory]
    [InlineData("Avx2", InstructionSet.Avx2)]
    [InlineData("Portable")]
    public void Bits_are_those_of_a_project_that_leaves_nothing_out(string written, params InstructionSet[] sets)
    {
        Assembly some = Load(written);
        foreach (string name in Whole.Value.GetTypes().Where(type => type.IsAssignableTo(typeof(ISequenceModel)) && !type.IsNested).Select(type => type.Name))
        {
            Results found = Run(some.GetType(name, throwOnError: true)!), expected = Run(Whole.Value.GetType(name, throwOnError: true)!);
            Assert.Equal(expected.Numbers.Select(BitConverter.SingleToInt32Bits), found.Numbers.Select(BitConverter.SingleToInt32Bits));
            Assert.Contains(expected.Numbers, number => number != 0 && float.IsFinite(number));
            Assert.Equal(sets.Append(InstructionSet.Portable), found.Shape.InstructionSets);
            Assert.Equal(Hardware.ActiveIsa, Hardware.IsaOf(expected.Shape));
            Assert.Equal(Dispatched(some, name), Hardware.IsaOf(found.Shape));
        }
    }

    /// <summary>The first instruction set, best first, whose kernels are there and run here.</summary>
    private static InstructionSet Dispatched(Assembly assembly, string shape) => Enum.GetValues<InstructionSet>().OrderDescending()
        .First(set => assembly.GetType($"{shape}+{set}")?.GetProperty("IsSupported")!.GetValue(null) is true);

    private static Assembly Load(string instructionSets)
    {
        GeneratorRun run = GeneratorRun.Of(
            Compiler.Create("using EdgeSeq;" + string.Concat(Shapes.Select((shape, i) => $"[SequenceModel({shape})] public partial struct Model{i};"))), instructionSets);
        byte[] image = Compiler.Emit(run.Output, out IReadOnlyList<Microsoft.CodeAnalysis.Diagnostic> problems);
        Assert.Empty(problems.Select(Compiler.Show));
        return Assembly.Load(image);
    }

    private static Results Run(Type shape) => (Results)typeof(InstructionSetBitsTests)
        .GetMethod(shape.IsAssignableTo(typeof(ITrainableModel)) ? nameof(RunAndTrain) : nameof(RunForward), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(shape).Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;

    private static Results RunForward<TShape>()
        where TShape : struct, ISequenceModel
    {
        using var model = new Model<TShape>(seed: 1);
        return new(TShape.Shape, Forward(model, new float[TShape.WorkspaceSize(Batch, Window)]));
    }

    private static Results RunAndTrain<TShape>()
        where TShape : struct, ITrainableModel
    {
        using var model = new Model<TShape>(seed: 1);
        float[] workspace = new float[TShape.WorkspaceSize(Batch, Window)], transpose = new float[TShape.TransposeSize], gradients = new float[TShape.ParameterSize];
        float[] numbers = Forward(model, workspace);
        TShape.Transpose(model.Parameters, transpose);
        int[] classes = [.. Enumerable.Range(0, Batch * Window).Select(i => i % TShape.Shape.Outputs)];
        float[] values = [.. Enumerable.Range(0, Batch * Window * TShape.Shape.Outputs).Select(i => i % 3f)];
        SequenceTarget target = TShape.Shape.Head == Head.Softmax ? classes : values;
        double loss = TShape.Backward(model.Parameters, transpose, Input(TShape.Shape), target, 1, gradients, [], workspace, Batch, Window, 0);
        return new(TShape.Shape, [.. numbers, .. gradients, (float)loss]);
    }

    private static float[] Forward<TShape>(Model<TShape> model, float[] workspace)
        where TShape : struct, ISequenceModel
    {
        float[] states = new float[Batch * TShape.StateSize], outputs = new float[Batch * Window * TShape.Shape.Outputs];
        TShape.Forward(model.Parameters, Input(TShape.Shape), states, workspace, Batch, Window);
        TShape.Outputs(model.Parameters, Input(TShape.Shape), outputs, workspace, Batch, Window);
        return [.. states, .. outputs];
    }

    private static SequenceInput Input(ModelShape shape) => shape.Vocabulary > 0
        ? (SequenceInput)(int[])[.. Enumerable.Range(0, Batch * Window).Select(i => i * 7 % shape.Vocabulary)]
        : (float[])[.. Enumerable.Range(0, Batch * Window * shape.Inputs).Select(i => i % 5 - 1.5f)];

    private sealed record Results(ModelShape Shape, float[] Numbers);
}
