using System.Reflection;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;
using Xunit;

using ParameterInfo = EdgeSeq.Shapes.ParameterInfo;

namespace EdgeSeq.Tests.Golden;

/// <summary>
/// PyTorch, in double precision, is right: forward, loss and every gradient of every dialect of this machine agree with
/// it. Both sides start from the same float32 weights, so what is left is our float32 arithmetic.
/// </summary>
public sealed class GoldenTests
{
    /// <summary>
    /// Largest difference, by the largest number of the tensor. Eight steps of float32 with sums of at most 23 terms and
    /// activations within 4 ulp stay below 4e-6 here; a wrong sign, a lost term or a late bias shows from 1e-3 on. Single
    /// numbers are not compared by their own size, since a sum that nearly cancels has no relative accuracy in float32.
    /// </summary>
    private const double Tolerance = 2e-5;

    private static readonly Dictionary<string, Type> Shapes = new()
    {
        ["elman-v5-h7"] = typeof(GoldenElmanV5H7),
        ["elman-v11-h16"] = typeof(GoldenElmanV11H16),
        ["relu-v5-h7"] = typeof(GoldenReluV5H7),
        ["gru-v5-h7"] = typeof(GoldenGruV5H7),
        ["gru-v11-h16"] = typeof(GoldenGruV11H16),
        ["lstm-v5-h7"] = typeof(GoldenLstmV5H7),
        ["lstm-v11-h16"] = typeof(GoldenLstmV11H16),
        ["gru-v5-h7-l2"] = typeof(GoldenGruV5H7L2),
        ["lstm-v5-h7-l2"] = typeof(GoldenLstmV5H7L2),
        ["gru-v5-h4-l2-both"] = typeof(GoldenGruV5H4L2Both),
        ["lstm-v5-h4-l2-both"] = typeof(GoldenLstmV5H4L2Both),
    };

    public static TheoryData<string, string> Cases() => CasesOf(_ => true);

    public static TheoryData<string, string> StreamingCases() => CasesOf(shape => shape.IsAssignableTo(typeof(ITokenModel)));

    private static TheoryData<string, string> CasesOf(Func<Type, bool> isMeant)
    {
        var cases = new TheoryData<string, string>();
        foreach ((string file, Type shape) in Shapes.Where(entry => isMeant(entry.Value)))
        {
            foreach (Type kernels in KernelsOf(shape))
            {
                cases.Add(file, kernels.Name);
            }
        }

        return cases;
    }

    [Fact]
    public void Every_golden_file_is_tested()
    {
        string[] files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json");
        Assert.Equal(Shapes.Keys.Order(), files.Select(f => Path.GetFileNameWithoutExtension(f)).Order());
    }

    [SkippableTheory]
    [MemberData(nameof(StreamingCases))]
    public void Steps_give_the_logits_and_states_of_PyTorch(string file, string kernels) =>
        Run(nameof(CompareSteps), file, kernels);

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void A_window_gives_the_outputs_the_loss_and_states_of_PyTorch(string file, string kernels) =>
        Run(nameof(CompareForward), file, kernels);

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Backpropagation_gives_the_gradients_of_PyTorch(string file, string kernels) =>
        Run(nameof(CompareBackward), file, kernels);

    private static void CompareSteps<TShape>(GoldenCase golden)
        where TShape : struct, ITokenModel, ITrainableModel
    {
        float[] parameters = Parameters<TShape>(golden), states = States<TShape>(golden);
        float[] logits = new float[golden.Logits.Length];
        for (int b = 0; b < golden.Batch; b++)
        {
            Span<float> state = states.AsSpan(b * TShape.StateSize, TShape.StateSize);
            for (int t = 0; t < golden.Window; t++)
            {
                int step = b * golden.Window + t;
                TShape.Step(parameters, state, golden.Tokens[step]);
                TShape.Logits(parameters, state, logits.AsSpan(step * golden.Vocabulary, golden.Vocabulary));
            }
        }

        AssertClose("logits", golden.Logits, logits);
        AssertClose("final state", golden.FinalState, StatesOf<TShape>(golden, states));
    }

    private static void CompareForward<TShape>(GoldenCase golden)
        where TShape : struct, ITrainableModel
    {
        float[] parameters = Parameters<TShape>(golden), states = States<TShape>(golden);
        float[] workspace = new float[TShape.WorkspaceSize(golden.Batch, golden.Window)];
        TShape.Forward(parameters, golden.Tokens, states, workspace, golden.Batch, golden.Window);
        float[] logits = new float[golden.Logits.Length];
        TShape.Outputs(parameters, golden.Tokens, logits, workspace, golden.Batch, golden.Window);
        double sum = TShape.Loss(parameters, golden.Tokens, golden.Targets, workspace, golden.Batch, golden.Window, sum: 0);

        AssertClose("logits", golden.Logits, logits);
        AssertClose("final state", golden.FinalState, StatesOf<TShape>(golden, states));
        AssertClose("loss", [golden.Loss], [(float)(sum / golden.Counted)]);
    }

    private static void CompareBackward<TShape>(GoldenCase golden)
        where TShape : struct, ITrainableModel
    {
        float[] parameters = Parameters<TShape>(golden), states = States<TShape>(golden);
        float[] workspace = new float[TShape.WorkspaceSize(golden.Batch, golden.Window)];
        float[] transpose = new float[TShape.TransposeSize], gradients = new float[TShape.ParameterSize];
        TShape.Transpose(parameters, transpose);
        TShape.Forward(parameters, golden.Tokens, states, workspace, golden.Batch, golden.Window);
        double sum = TShape.Backward(
            parameters, transpose, golden.Tokens, golden.Targets, 1f / golden.Counted, gradients, default, workspace, golden.Batch, golden.Window, sum: 0);

        AssertClose("loss", [golden.Loss], [(float)(sum / golden.Counted)]);
        foreach (CanonicalTensor tensor in CanonicalTensors.Of(TShape.Shape))
        {
            double[] expected = golden.Gradients[tensor.Name];
            for (int slot = 0; slot < tensor.Slots.Length; slot++)
            {
                if (tensor.Slots[slot].Parameter is not ParameterInfo parameter)
                {
                    continue; // PyTorch's second bias of a gate that has one: its gradient is that of the first
                }

                Range range = (slot * tensor.SlotLength)..((slot + 1) * tensor.SlotLength);
                float[] actual = new float[tensor.SlotLength];
                tensor.Read(gradients, slot * tensor.SlotLength, actual);
                AssertClose($"gradient of {parameter.Name}", expected[range], actual);
            }
        }
    }

    private static void Run(string comparison, string file, string kernels)
    {
        Type type = KernelsOf(Shapes[file]).Single(t => t.Name == kernels);
        Skip.IfNot(IsSupported(type), $"This machine does not run {kernels}.");
        GoldenCase golden = GoldenCase.Read(file);
        MethodInfo method = typeof(GoldenTests).GetMethod(comparison, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type);
        method.CreateDelegate<Action<GoldenCase>>()(golden);
    }

    /// <summary>The declared struct, which chooses by itself, and the nested ones, which pin a dialect.</summary>
    private static IEnumerable<Type> KernelsOf(Type shape) =>
        shape.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
            .Where(t => t.IsAssignableTo(typeof(ISequenceModel))).OrderBy(t => t.Name, StringComparer.Ordinal).Prepend(shape);

    private static bool IsSupported(Type kernels) =>
        kernels.GetProperty("IsSupported", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) is not false;

    private static float[] Parameters<TShape>(GoldenCase golden)
        where TShape : struct, ITrainableModel
    {
        ModelShape shape = TShape.Shape;
        Assert.Equal(
            (golden.Cell, golden.Vocabulary, golden.Hidden, golden.Layers, golden.BothDirections),
            (shape.Cell, shape.Vocabulary, shape.Hidden, shape.Layers, shape.Direction == Direction.Both));
        float[] parameters = new float[TShape.ParameterSize];
        foreach (CanonicalTensor tensor in CanonicalTensors.Of(shape))
        {
            float[] values = golden.Weights[tensor.Name];
            Assert.Equal(tensor.Length, values.Length);
            tensor.Write(0, values, parameters);
        }

        return parameters;
    }

    private static float[] States<TShape>(GoldenCase golden)
        where TShape : struct, ITrainableModel
    {
        float[] states = new float[golden.Batch * TShape.StateSize];
        for (int i = 0; i < golden.InitialState.Length; i++)
        {
            states[Index<TShape>(golden, i)] = golden.InitialState[i];
        }

        return states;
    }

    private static float[] StatesOf<TShape>(GoldenCase golden, float[] states)
        where TShape : struct, ITrainableModel =>
        [.. Enumerable.Range(0, golden.InitialState.Length).Select(i => states[Index<TShape>(golden, i)])];

    /// <summary>Where element i of PyTorch's [h or c x layers x directions x batch x H] lies in our rows.</summary>
    private static int Index<TShape>(GoldenCase golden, int i)
        where TShape : struct, ITrainableModel
    {
        int directions = golden.BothDirections ? 2 : 1, unit = i % golden.Hidden, b = i / golden.Hidden % golden.Batch, place = i / golden.Hidden / golden.Batch;
        string name = place / directions / golden.Layers == 0 ? "h" : "c";
        int layer = place / directions % golden.Layers;
        bool isReverse = place % directions == 1;
        StateInfo state = TShape.Shape.States.Single(s => s.Name == name && s.Layer == layer && s.IsReverse == isReverse);
        return b * TShape.StateSize + state.Offset + unit;
    }

    private static void AssertClose(string what, double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double limit = Tolerance * expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= limit,
                $"{what}, number {i}: {actual[i]:R}, but PyTorch gives {expected[i]:R}; the limit is {limit:E1}.");
        }
    }
}
