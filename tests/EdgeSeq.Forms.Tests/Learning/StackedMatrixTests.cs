using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Forms.Tests.Learning;

/// <summary>The notes write one matrix for both inputs of a cell, [W_aa | W_ax][a; x]; the product keeps them apart.</summary>
public sealed class StackedMatrixTests
{
    [Fact]
    public void The_stacked_form_of_the_notes_is_the_split_form()
    {
        const int Hidden = Shapes.LastOfElman.Hidden, Inputs = Shapes.LastOfElman.InputSize, Steps = 7;
        using var model = new Model<Shapes.LastOfElman>(3);
        float[] u = Read("U_h"), w = Read("W_h"), b = Read("b_h");

        // Rows of [W_aa | W_ax] are units, columns first those of a, then those of x.
        double[,] stacked = new double[Hidden, Hidden + Inputs];
        for (int i = 0; i < Hidden; i++)
        {
            for (int k = 0; k < Hidden + Inputs; k++)
            {
                stacked[i, k] = k < Hidden ? u[(k * Hidden) + i] : w[((k - Hidden) * Hidden) + i];
            }
        }

        float[] x = new Sample(Shapes.LastOfElman.Shape, 1, Steps).Vectors, state = new float[Shapes.LastOfElman.StateSize];
        double[] a = new double[Hidden], split = new double[Hidden];
        for (int t = 0; t < Steps; t++)
        {
            double[] both = [.. a, .. x.AsSpan(t * Inputs, Inputs).ToArray().Select(value => (double)value)];
            a = [.. Enumerable.Range(0, Hidden).Select(i => Math.Tanh(both.Select((value, k) => stacked[i, k] * value).Sum() + b[i]))];
            split = [.. Enumerable.Range(0, Hidden).Select(i => Math.Tanh(
                split.Select((value, k) => u[(k * Hidden) + i] * value).Sum()
                + Enumerable.Range(0, Inputs).Sum(k => (double)w[(k * Hidden) + i] * x[(t * Inputs) + k]) + b[i]))];
            Shapes.LastOfElman.Step(model.Parameters, state, x.AsSpan(t * Inputs, Inputs));
            for (int i = 0; i < Hidden; i++)
            {
                Assert.Equal(split[i], a[i], 1e-14);
                Assert.Equal(a[i], state[Shapes.LastOfElman.Shape.States.Single().Offset + i], 1e-6);
            }
        }

        Assert.True(a.Max(Math.Abs) > 0.05);

        float[] Read(string name)
        {
            ParameterInfo parameter = Shapes.LastOfElman.Shape.Parameters.Single(p => p.Name == name);
            return [.. from k in Enumerable.Range(0, parameter.Rows) from j in Enumerable.Range(0, parameter.Columns) select model.Parameters[parameter.Layout.IndexOf(k, j)]];
        }
    }
}
