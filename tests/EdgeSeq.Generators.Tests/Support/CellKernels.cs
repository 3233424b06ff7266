using System.Reflection;
using EdgeSeq.Shapes;
using EdgeSeq.Tests.Interpretation;
using Microsoft.CodeAnalysis;

using ParameterInfo = EdgeSeq.Shapes.ParameterInfo;

namespace EdgeSeq.Generators.Tests.Support;

/// <summary>
/// Kernels of some cells, compiled here with checked arithmetic, as a project may have it, and run on the instruction sets of
/// <see cref="TriedSets"/> that this machine has: loss and all gradients against the interpreter of the same equations. Compiling them gives no diagnostic.
/// </summary>
/// <param name="cells">Their names.</param>
/// <param name="hidden">H.</param>
internal sealed class CellKernels(IEnumerable<string> cells, int hidden)
{
    private const int Vocabulary = 5, Batch = 3, Window = 4;

    /// <summary>Of the largest gradient of a parameter: a few dozen float roundings.</summary>
    private const double Tolerance = 2e-5;

    private readonly Lazy<Assembly> _kernels = new(() =>
    {
        byte[] image = Compiler.Emit(Compiler.CreateChecked(
            cells.SelectMany(cell => Compiler.Texts(TestPlans.Create(cell, Vocabulary, hidden, cell, "Any", TriedSets.Names)).Values)), out IReadOnlyList<Diagnostic> problems);
        Assert.Empty(problems.Select(Compiler.Show));
        return Assembly.Load(image);
    });

    /// <summary>Requires the kernels of a cell to agree with its equations, and with one another bit for bit.</summary>
    public void AssertAgree(string cell)
    {
        int supported = 0;
        float[]? first = null;
        foreach (string set in TriedSets.Names)
        {
            Type type = _kernels.Value.GetType($"Any.{cell}+{set}", throwOnError: true)!;
            if (type.GetProperty("IsSupported")!.GetValue(null) is true)
            {
                supported++;
                MethodInfo check = typeof(CellKernels).GetMethod(nameof(Check), BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(type);
                float[] gradients = (float[])check.Invoke(this, [cell])!;
                first ??= gradients;
                Assert.Equal(first.Select(BitConverter.SingleToInt32Bits), gradients.Select(BitConverter.SingleToInt32Bits));
            }
        }

        Assert.True(supported > 0);
    }

    /// <returns>All gradients, whose bits are the same on every instruction set.</returns>
    private float[] Check<TShape>(string cell)
        where TShape : struct, ILanguageModel, ITrainableModel
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

        Assert.All(gradients, gradient => Assert.True(float.IsFinite(gradient)));   // in the padding too, or no optimiser would move

        Dictionary<string, double[,]> expected = TShape.Shape.Parameters.ToDictionary(p => p.Name, p => new double[p.Rows, p.Columns]);
        var network = new NetworkInterpreter(TestCells.Rows(cell), hidden, Vocabulary, exact);
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

        foreach (StateInfo state in TShape.Shape.States)
        {
            Assert.Equal(states.AsSpan(state.Offset, state.Hidden).ToArray(), streamed.AsSpan(state.Offset, state.Hidden).ToArray());
        }

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
