using EdgeSeq.Tests.Interpretation;

namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>The meaning of equations that kernels are compared with, and its derivatives, which are the generator's.</summary>
[Trait("Isa", "none")]
public class InterpreterTests
{
    private const int Vocabulary = 5;

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    [MemberData(nameof(TestCells.Hostile), MemberType = typeof(TestCells))]
    public void Derivatives_agree_with_central_differences(string cell)
    {
        var plan = TestPlans.Create(cell, Vocabulary, hidden: 3);
        var random = new Random(2);
        Dictionary<string, double[,]> parameters = plan.Parameters.ToDictionary(p => p.Name, p => Matrix(p.Rows, p.Columns, () => random.NextDouble() - 0.5));
        Dictionary<string, double[,]> gradients = plan.Parameters.ToDictionary(p => p.Name, p => new double[p.Rows, p.Columns]);
        int[] tokens = [1, -1, 4, 0], targets = [0, 3, -1, 2];
        var network = new NetworkInterpreter(plan.Kinds[0].Rows, 3, Vocabulary, parameters);
        network.Gradients(tokens, targets, gradients);
        foreach ((string name, double[,] values) in parameters)
        {
            for (int k = 0; k < values.GetLength(0); k++)
            {
                (double value, double step) = (values[k, 0], 1e-5);
                values[k, 0] = value + step;
                double plus = network.Loss(tokens, targets);
                values[k, 0] = value - step;
                double minus = network.Loss(tokens, targets);
                values[k, 0] = value;
                double expected = (plus - minus) / (2 * step);
                Assert.True(Math.Abs(expected - gradients[name][k, 0]) < 1e-6 * Math.Max(0.01, Math.Abs(expected)),
                    $"{cell}, d{name}[{k}, 0]: {gradients[name][k, 0]:R}, by differences {expected:R}.");
            }
        }
    }

    private static double[,] Matrix(int rows, int columns, Func<double> next)
    {
        var values = new double[rows, columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i / columns, i % columns] = next();
        }

        return values;
    }
}
