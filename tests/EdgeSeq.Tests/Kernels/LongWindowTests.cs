using EdgeSeq.Generators.Nodes.Loss;
using EdgeSeq.Shapes;
using EdgeSeq.Tests.Kernels.Reference;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Windows whose logits do not fit the workspace at once: the output layer takes them in chunks.</summary>
public sealed class LongWindowTests
{
    public static TheoryData<string> Cases()
    {
        var cases = new TheoryData<string>();

        // One shape of every vocabulary, since that decides how long a chunk is; the smallest, for long windows are slow.
        foreach (var sameVocabulary in KernelCases.ShapeNames.Where(name => !KernelCases.IsForm(KernelCases.Find(name))).GroupBy(name => KernelCases.Find(name).Shape.Vocabulary))
        {
            foreach (ShapeKernels kernels in KernelCases.DialectsOf(sameVocabulary.MinBy(name => KernelCases.Find(name).Shape.Hidden)!))
            {
                cases.Add(kernels.Name);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_window_longer_than_a_chunk_of_logits_gives_states_loss_and_gradients_of_the_equations(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        int window = ChunkOf(kernels.Shape) + 5;
        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, 2);
        SampleBatch batch = SampleBatch.Random(kernels.Shape, rows: 2, window);
        var expected = new ReferenceRun(kernels, parameters, states, batch, batch.Scale);
        KernelRun actual = KernelRun.Train(kernels, parameters, states, batch, batch.Scale);
        double tolerance = Closeness.Tolerance(kernels.Shape, window);
        Closeness.Assert("loss", [expected.Loss], [actual.Loss], tolerance);
        double floor = Closeness.Floor(expected.Gradients.Values);
        foreach (ParameterInfo parameter in TestValues.TrainedOf(kernels))
        {
            Closeness.Assert(
                $"gradient of {parameter.Name}", expected.Gradients[parameter.Name],
                [.. TestValues.IndexesOf(parameter).Select(index => actual.Gradients[index])], tolerance, floor);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_window_longer_than_a_chunk_of_logits_gives_the_states_and_loss_of_single_steps(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        int window = ChunkOf(kernels.Shape) + 5;
        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, 1);
        SampleBatch batch = SampleBatch.Random(kernels.Shape, rows: 1, window);
        KernelRun whole = KernelRun.Train(kernels, parameters, states, batch, batch.Scale);
        double sum = 0;
        for (int t = 0; t < window; t++)
        {
            KernelRun single = KernelRun.Evaluate(kernels, parameters, states, batch.Step(0, t), sum);
            (states, sum) = (single.States, single.Loss);
        }

        Bits.AssertEqual("loss", sum, whole.Loss);
        Bits.AssertEqual("states", TestValues.Carried(kernels, states), TestValues.Carried(kernels, whole.States));
    }

    private static int ChunkOf(ModelShape shape) => ((LossNode)TestPlan.Of(shape).Top!).ChunkRows;
}
