using EdgeSeq.Shapes;
using EdgeSeq.Tests.Kernels.Reference;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>
/// Gradients of the whole model against central differences of its loss in double: nothing of the derivation, neither
/// the rules of the generator nor the reverse mode of the reference, is trusted.
/// </summary>
public sealed class CentralDifferenceTests
{
    private const int Rows = 3, Window = 5;

    /// <summary>Errors: nudge^2 times a third derivative of about 1, and 1e-16 / nudge of roundoff; both about 1e-10.</summary>
    private const double Nudge = 1e-5, DifferenceError = 1e-7;

    /// <summary>Elements tested of each parameter; all of them where it has no more.</summary>
    private static readonly int s_samples = Cases.Part(8, 24);

    [Theory]
    [MemberData(nameof(KernelCases.ShapesWithHead), MemberType = typeof(KernelCases))]
    public void Gradients_are_the_slopes_of_the_loss(string shape)
    {
        IReadOnlyList<ShapeKernels> dialects = KernelCases.DialectsOf(shape);
        float[] parameters = TestValues.Parameters(dialects[0]), states = TestValues.States(dialects[0], Rows);
        SampleBatch batch = SampleBatch.Random(dialects[0].Shape, Rows, Window, ragged: true);
        var model = new DoubleModel(dialects[0].Shape, parameters);
        var initial = ReferenceRun.InitialStates(dialects[0], states);
        var reference = new ReferenceRun(model, initial, batch, batch.Scale);
        List<KernelRun> runs = [.. dialects.Select(kernels => KernelRun.Train(kernels, parameters, states, batch, batch.Scale))];
        double tolerance = Closeness.Tolerance(dialects[0].Shape, Window);
        double floor = Closeness.Floor(reference.Gradients.Values);
        foreach (ParameterInfo parameter in TestValues.TrainedOf(dialects[0]))
        {
            int[] indexes = [.. TestValues.IndexesOf(parameter)];
            int[] sample = Sample(parameter, batch);
            double[] slopes = [.. sample.Select(element => Slope(model, parameter.Name, element, initial, batch))];
            Closeness.Assert($"reference, {parameter.Name}", slopes, sample.Select(i => reference.Gradients[parameter.Name][i]).ToArray(), DifferenceError, floor);
            for (int i = 0; i < dialects.Count; i++)
            {
                Closeness.Assert($"{dialects[i]}, {parameter.Name}", slopes, sample.Select(e => runs[i].Gradients[indexes[e]]).ToArray(), tolerance, floor);
            }
        }
    }

    private static double Slope(DoubleModel model, string parameter, int element, IReadOnlyList<IReadOnlyList<double[]>> initial, SampleBatch batch)
    {
        ref double weight = ref model.Weights[parameter][element];
        double before = weight;
        weight = before + Nudge;
        double up = ReferenceRun.LossOf(model, initial, batch);
        weight = before - Nudge;
        double down = ReferenceRun.LossOf(model, initial, batch);
        weight = before;
        return (up - down) / (2 * Nudge) * batch.Scale;
    }

    /// <summary>Element numbers, of input weights half from rows of tokens that occur.</summary>
    private static int[] Sample(ParameterInfo parameter, SampleBatch batch)
    {
        int count = parameter.Rows * parameter.Columns;
        if (count <= s_samples)
        {
            return [.. Enumerable.Range(0, count)];
        }

        var random = new RandomGenerator(5);
        int[] used = [.. batch.Tokens.Where(token => token >= 0)];
        return [.. Enumerable.Range(0, s_samples).Select(i => used.Length > 0 && parameter.Rows == batch.Shape.Vocabulary && i % 2 == 0
            ? (used[random.NextInt32(used.Length)] * parameter.Columns) + random.NextInt32(parameter.Columns)
            : random.NextInt32(count))];
    }
}
