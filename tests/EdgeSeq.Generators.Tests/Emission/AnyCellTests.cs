using System.Reflection;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Tests.Interpretation;

namespace EdgeSeq.Generators.Tests.Emission;

/// <summary>
/// Kernels of every cell, those of the catalogue and those that a user might write, compiled here and run on every
/// instruction set that this machine has: loss and all gradients against the interpreter of the same equations.
/// </summary>
public class AnyCellTests
{
    private const int Vocabulary = 5, Hidden = 20, Batch = 3, Window = 4;

    /// <summary>Of the largest gradient of a parameter: a few dozen float roundings.</summary>
    private const double Tolerance = 2e-5;

    /// <summary>With checked arithmetic, as a project may have it.</summary>
    private static readonly Lazy<Assembly> Kernels = new(() => Assembly.Load(Compiler.Emit(Compiler.CreateChecked(
        TestCells.Names.Concat(HostileCells.Texts.Keys).SelectMany(cell => Compiler.Texts(TestPlans.Create(cell, Vocabulary, Hidden, cell, "Any")).Values)))));

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    [MemberData(nameof(TestCells.Hostile), MemberType = typeof(TestCells))]
    public void Kernels_agree_with_the_equations(string cell)
    {
        int supported = 0;
        float[]? first = null;
        foreach (Dialect dialect in DialectCatalogue.All)
        {
            Type type = Kernels.Value.GetType($"Any.{cell}+{dialect.Name}", throwOnError: true)!;
            if (type.GetProperty("IsSupported")!.GetValue(null) is true)
            {
                supported++;
                MethodInfo check = typeof(AnyCellTests).GetMethod(nameof(Check), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type);
                float[] gradients = (float[])check.Invoke(null, [cell])!;
                first ??= gradients;
                Assert.Equal(first.Select(BitConverter.SingleToInt32Bits), gradients.Select(BitConverter.SingleToInt32Bits));
            }
        }

        Assert.True(supported > 0);
    }

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    [MemberData(nameof(TestCells.Hostile), MemberType = typeof(TestCells))]
    public void The_interpreter_agrees_with_central_differences(string cell)
    {
        var plan = TestPlans.Create(cell, Vocabulary, hidden: 3);
        var random = new Random(2);
        Dictionary<string, double[,]> parameters = plan.Parameters.ToDictionary(p => p.Name, p => Matrix(p.Rows, p.Columns, () => random.NextDouble() - 0.5));
        Dictionary<string, double[,]> gradients = plan.Parameters.ToDictionary(p => p.Name, p => new double[p.Rows, p.Columns]);
        int[] tokens = [1, -1, 4, 0], targets = [0, 3, -1, 2];
        var network = new NetworkInterpreter(plan.Rows, 3, Vocabulary, parameters);
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

    /// <returns>All gradients, whose bits are the same on every instruction set.</returns>
    private static float[] Check<TShape>(string cell)
        where TShape : struct, ILanguageModel
    {
        var random = new Random(5);
        float[] parameters = new float[TShape.ParameterSize], gradients = new float[TShape.ParameterSize], transpose = new float[TShape.TransposeSize];
        var exact = new Dictionary<string, double[,]>();
        foreach (ParameterInfo parameter in TShape.Shape.Parameters)
        {
            exact.Add(parameter.Name, Matrix(parameter.Rows, parameter.Columns, () => (float)(random.NextDouble() - 0.5) * 0.6f));
            ForEach(parameter, (k, j, index) => parameters[index] = (float)exact[parameter.Name][k, j]);
        }

        int[] tokens = [.. Enumerable.Range(0, Batch * Window).Select(_ => random.Next(-1, Vocabulary))];
        int[] targets = [.. Enumerable.Range(0, Batch * Window).Select(_ => random.Next(-1, Vocabulary))];
        float[] states = new float[Batch * TShape.StateSize], workspace = new float[TShape.WorkspaceSize(Batch, Window)];
        workspace.AsSpan().Fill(float.NaN);   // whatever lies there must not matter
        TShape.Transpose(parameters, transpose);
        TShape.Forward(parameters, tokens, states, workspace, Batch, Window);
        double loss = TShape.Backward(parameters, transpose, tokens, targets, 1, gradients, [], workspace, Batch, Window, 0);

        Dictionary<string, double[,]> expected = TShape.Shape.Parameters.ToDictionary(p => p.Name, p => new double[p.Rows, p.Columns]);
        var network = new NetworkInterpreter(TestCells.Rows(cell), Hidden, Vocabulary, exact);
        double expectedLoss = Enumerable.Range(0, Batch).Sum(b => network.Gradients(tokens.AsSpan(b * Window, Window), targets.AsSpan(b * Window, Window), expected));
        Assert.Equal(expectedLoss, loss, 1e-5 * expectedLoss);
        foreach (ParameterInfo parameter in TShape.Shape.Parameters.Where(parameter => parameter.Layout.Offset >= TShape.TrainableOffset))
        {
            double scale = Math.Max(1e-3, expected[parameter.Name].Cast<double>().Max(Math.Abs));
            ForEach(parameter, (k, j, index) => Assert.True(Math.Abs(gradients[index] - expected[parameter.Name][k, j]) < Tolerance * scale,
                $"{typeof(TShape)}, d{parameter.Name}[{k}, {j}]: {gradients[index]}, expected {expected[parameter.Name][k, j]}."));
        }

        // Streaming gives the same states as the window, bit for bit.
        float[] streamed = new float[TShape.StateSize];
        foreach (int token in tokens.AsSpan(0, Window))
        {
            TShape.Step(parameters, streamed, token);
        }

        int floats = TestCells.Rows(cell).States.Count * 32;
        Assert.Equal(states.AsSpan(0, floats).ToArray(), streamed.AsSpan(0, floats).ToArray());
        return gradients;
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

    private static void ForEach(ParameterInfo parameter, Action<int, int, int> action)
    {
        for (int i = 0; i < parameter.Rows * parameter.Columns; i++)
        {
            (int k, int j) = (i / parameter.Columns, i % parameter.Columns);
            action(k, j, parameter.Layout.IndexOf(k, j));
        }
    }
}
