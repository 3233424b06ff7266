using EdgeSeq.Tests.Kernels.Reference;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Every dialect of every shape computes the cell's equations and their derivatives.</summary>
public sealed class ReferenceTests
{
    private const int Rows = 3, Window = 5;

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Streaming_gives_the_states_and_logits_of_the_equations(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, Rows);
        TokenBatch batch = TokenBatch.Random(kernels.Shape, Rows, Window);
        var reference = new ReferenceRun(kernels, parameters, states, batch, batch.Scale);
        var model = new DoubleModel(kernels.Shape, parameters);
        double tolerance = Closeness.Tolerance(kernels.Shape, Window);
        for (int row = 0; row < Rows; row++)
        {
            Span<float> state = states.AsSpan(row * kernels.StateSize, kernels.StateSize);
            for (int t = 0; t < Window; t++)
            {
                float[] logits = KernelRun.Stream(kernels, parameters, state, batch.Tokens.AsSpan((row * Window) + t, 1))[0];
                AssertStates($"row {row}, step {t}", kernels, reference.Rows[row][t], state, tolerance);
                Closeness.Assert($"row {row}, step {t}, logits", model.Logits(reference.Rows[row][t].Next[0]), logits, tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void A_window_gives_the_states_loss_and_gradients_of_the_equations(string name) => Compare(name, Rows, Window);

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void One_row_of_one_step_gives_the_states_loss_and_gradients_of_the_equations(string name) => Compare(name, rows: 1, window: 1);

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Many_rows_of_one_step_give_the_states_loss_and_gradients_of_the_equations(string name) => Compare(name, rows: 33, window: 1);

    private static void Compare(string name, int rows, int window)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, rows);
        TokenBatch batch = TokenBatch.Random(kernels.Shape, rows, window);
        var expected = new ReferenceRun(kernels, parameters, states, batch, batch.Scale);
        KernelRun actual = KernelRun.Train(kernels, parameters, states, batch, batch.Scale);
        double tolerance = Closeness.Tolerance(kernels.Shape, window);
        for (int row = 0; row < rows; row++)
        {
            AssertStates($"row {row}", kernels, expected.Rows[row][^1], actual.States.AsSpan(row * kernels.StateSize, kernels.StateSize), tolerance);
        }

        Closeness.Assert("loss", [expected.Loss], [actual.Loss], tolerance);
        foreach (ParameterInfo parameter in kernels.Shape.Parameters)
        {
            Closeness.Assert(
                $"gradient of {parameter.Name}", expected.Gradients[parameter.Name],
                [.. TestValues.IndexesOf(parameter).Select(index => actual.Gradients[index])], tolerance);
        }
    }

    private static void AssertStates(string what, ShapeKernels kernels, DoubleModel.Step expected, ReadOnlySpan<float> state, double tolerance)
    {
        for (int i = 0; i < expected.Next.Count; i++)
        {
            ReadOnlySpan<float> plane = state.Slice(i * TestValues.LanesOf(kernels), TestValues.LanesOf(kernels));
            Closeness.Assert($"{what}, state {i}", expected.Next[i], plane[..kernels.Shape.Hidden], tolerance);
            Assert.Equal(-1, plane[kernels.Shape.Hidden..].IndexOfAnyExcept(0f));
        }
    }
}
