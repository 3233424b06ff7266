using EdgeSeq.Shapes;
using EdgeSeq.Tests.Kernels.Reference;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Every dialect of every shape computes the cell's equations and their derivatives.</summary>
public sealed class ReferenceTests
{
    private const int Rows = 3, Window = 5;

    [Theory]
    [MemberData(nameof(KernelCases.Streaming), MemberType = typeof(KernelCases))]
    public void Streaming_gives_the_states_and_logits_of_the_equations(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, Rows);
        SampleBatch batch = SampleBatch.Random(kernels.Shape, Rows, Window);
        var reference = new ReferenceRun(kernels, parameters, states, batch, batch.Scale);
        var model = new DoubleModel(kernels.Shape, parameters);
        double tolerance = Closeness.Tolerance(kernels.Shape, Window);
        for (int row = 0; row < Rows; row++)
        {
            Span<float> state = states.AsSpan(row * kernels.StateSize, kernels.StateSize);
            for (int t = 0; t < Window; t++)
            {
                float[] logits = KernelRun.Stream(kernels, parameters, state, batch.Step(row, t))[0];
                AssertStates($"row {row}, step {t}", kernels, [reference.Rows[row].StatesAfter(t + 1)], state, tolerance);
                if (kernels.Shape.Head != Head.None)
                {
                    Closeness.Assert($"row {row}, step {t}, logits", model.Logits(reference.Rows[row].Layers[^1][t].Next[0]), logits, tolerance);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void A_window_gives_the_states_loss_and_gradients_of_the_equations(string name) => Compare(name, Rows, Window);

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Rows_of_different_lengths_give_the_states_loss_and_gradients_of_the_equations(string name) => Compare(name, rows: 7, window: 6, ragged: true);

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void One_row_of_one_step_gives_the_states_loss_and_gradients_of_the_equations(string name) => Compare(name, rows: 1, window: 1);

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Many_rows_of_one_step_give_the_states_loss_and_gradients_of_the_equations(string name) => Compare(name, rows: 33, window: 1);

    private static void Compare(string name, int rows, int window, bool ragged = false)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, rows);
        SampleBatch batch = SampleBatch.Random(kernels.Shape, rows, window, ragged: ragged);
        var expected = new ReferenceRun(kernels, parameters, states, batch, batch.Scale);
        KernelRun actual = KernelRun.Train(kernels, parameters, states, batch, batch.Scale);
        double tolerance = Closeness.Tolerance(kernels.Shape, rows * window);
        AssertStates("end of the window", kernels, [.. expected.Rows.Select((row, i) => row.StatesAfter(batch.LengthOf(i)))], actual.States, tolerance);
        if (kernels.Shape.Head == Head.None)
        {
            Assert.Equal(0, actual.Loss);
            return;   // gradients come from what follows: StateGradientTests
        }

        Closeness.Assert("loss", [expected.Loss], [actual.Loss], tolerance);
        double floor = Closeness.Floor(expected.Gradients.Values);
        foreach (ParameterInfo parameter in TestValues.TrainedOf(kernels))
        {
            Closeness.Assert(
                $"gradient of {parameter.Name}", expected.Gradients[parameter.Name],
                [.. TestValues.IndexesOf(parameter).Select(index => actual.Gradients[index])], tolerance, floor);
        }
    }

    /// <summary>Compares each state over all rows at once: a single unit may nearly cancel, or rest at zero.</summary>
    private static void AssertStates(string what, ShapeKernels kernels, IReadOnlyList<double[]>[] expected, ReadOnlySpan<float> states, double tolerance)
    {
        var planes = TestValues.PlanesOf(kernels.Shape);
        for (int i = 0; i < planes.Count; i++)
        {
            (int offset, int hidden, int lanes) = planes[i];
            float[] actual = new float[expected.Length * hidden];
            for (int row = 0; row < expected.Length; row++)
            {
                ReadOnlySpan<float> plane = states.Slice((row * kernels.StateSize) + offset, lanes);
                plane[..hidden].CopyTo(actual.AsSpan(row * hidden));
                Assert.Equal(-1, plane[hidden..].IndexOfAnyExcept(0f));
            }

            Closeness.Assert($"{what}, state {i}", expected.SelectMany(row => row[i]).ToArray(), actual, tolerance);
        }
    }
}
