using EdgeSeq.Shapes;
using EdgeSeq.Zoo;
using Xunit;

namespace EdgeSeq.Forms.Tests.OwnCells;

/// <summary>The cell of the zoo that PyTorch has too: LSTM with <c>proj_size</c>. <c>make_projection.py</c> printed what it computes.</summary>
public partial class ProjectionTests
{
    private const int Hidden = 6, Projection = 4, Inputs = 3;

    /// <summary>[steps x P], by PyTorch 1.13.</summary>
    private static readonly float[] s_expected =
    [
        0.21506397f, -0.039402727f, -0.17642874f, 0.21239492f, 0.28272966f, -0.17240751f, -0.11368035f, 0.28387356f, 0.32233092f, -0.07598725f,
        -0.24782377f, 0.31898385f, 0.35253942f, -0.087399811f, -0.26684201f, 0.34904417f, 0.36285865f, -0.1880451f, -0.17847635f, 0.36304504f,
    ];

    [Fact]
    public void It_computes_what_PyTorch_does()
    {
        using var model = new Model<Projected>(1);
        string[] gates = ["i", "f", "g", "o"];
        float[] input = Numbers(0, 4 * Hidden * Inputs), recurrent = Numbers(1, 4 * Hidden * Projection);
        float[] biases = Numbers(2, 4 * Hidden), others = Numbers(3, 4 * Hidden), projection = Numbers(4, Projection * Hidden);
        float[] sums = [.. biases.Zip(others, (a, b) => a + b)];
        for (int gate = 0; gate < gates.Length; gate++)
        {
            Fill(model, "W_" + gates[gate], input.AsSpan(gate * Hidden * Inputs));
            Fill(model, "U_" + gates[gate], recurrent.AsSpan(gate * Hidden * Projection));
            Fill(model, "b_" + gates[gate], sums.AsSpan(gate * Hidden));
        }

        Fill(model, "U_p", projection);
        float[] vectors = [.. Numbers(9, s_expected.Length / Projection * Inputs).Select(value => 2 * value)], state = new float[Projected.StateSize];
        for (int step = 0; step < s_expected.Length / Projection; step++)
        {
            Projected.Step(model.Parameters, state, vectors.AsSpan(step * Inputs, Inputs));
            for (int unit = 0; unit < Projection; unit++)
            {
                Assert.Equal(s_expected[(step * Projection) + unit], state[unit], 2e-7f);
            }
        }
    }

    private static float[] Numbers(int seed, int count) => [.. Enumerable.Range(0, count).Select(i => (float)(0.5 * Math.Sin((1.3 * seed) + (0.7 * i))))];

    /// <summary>From PyTorch's [outputs x inputs].</summary>
    private static void Fill(Model<Projected> model, string name, ReadOnlySpan<float> values)
    {
        ParameterInfo parameter = Projected.Shape.Parameters.Single(p => p.Name == name);
        Span<float> parameters = model.Parameters;
        for (int j = 0; j < parameter.Columns; j++)
        {
            for (int k = 0; k < parameter.Rows; k++)
            {
                parameters[parameter.Layout.IndexOf(k, j)] = values[(j * parameter.Rows) + k];
            }
        }
    }

    [SequenceModel(typeof(ProjectionLstm), Inputs = Inputs, Hidden = Hidden, Head = Head.None, Constants = "P = 4")]
    internal readonly partial struct Projected;
}
