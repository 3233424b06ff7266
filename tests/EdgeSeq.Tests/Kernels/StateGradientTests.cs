using EdgeSeq.Shapes;
using EdgeSeq.Tests.Kernels.Reference;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Gradients flow through the ends of a window: in from what follows, out to what came before.</summary>
public sealed class StateGradientTests
{
    private const int Rows = 4, Window = 5;

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Gradients_of_the_last_states_become_those_of_the_first_and_of_the_parameters(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        if (kernels.TrainableOffset > 0)
        {
            return;   // nothing flows through a fixed reservoir
        }

        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, Rows), following = TestValues.States(kernels, Rows, seed: 31);
        SampleBatch batch = SampleBatch.Random(kernels.Shape, Rows, Window, ragged: true);
        KernelRun actual = KernelRun.Train(kernels, parameters, states, batch, batch.Scale, stateGradients: following);

        var model = new DoubleModel(kernels.Shape, parameters);
        var initial = ReferenceRun.InitialStates(kernels, states);
        var last = ReferenceRun.InitialStates(kernels, following);
        var first = ReferenceRun.InitialStates(kernels, actual.StateGradients);
        Dictionary<string, double[]> gradients = model.Weights.ToDictionary(pair => pair.Key, pair => new double[pair.Value.Length]);
        double tolerance = Closeness.Tolerance(kernels.Shape, Rows * Window);
        var expected = new List<double>();
        for (int row = 0; row < Rows; row++)
        {
            double[][] d = [.. last[row]];
            model.AddGradients(model.Run(initial[row], batch, row), batch, row, batch.Scale, gradients, d);
            expected.AddRange(d.SelectMany(x => x));
        }

        Closeness.Assert("first states of all rows", expected.ToArray(), first.SelectMany(row => row).SelectMany(x => x).ToArray(), tolerance);

        double floor = Closeness.Floor(gradients.Values);
        foreach (ParameterInfo parameter in kernels.Shape.Parameters)
        {
            Closeness.Assert(
                $"gradient of {parameter.Name}", gradients[parameter.Name],
                [.. TestValues.IndexesOf(parameter).Select(index => actual.Gradients[index])], tolerance, floor);
        }
    }
}
