using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Networks.Tests;

/// <summary>Dropout within a recurrence as docs/networks.md writes it: a cell with a further input, and dropout of a row of ones.</summary>
public sealed class RecurrentDropoutTests
{
    private const int Rows = 6, Window = 30, Hidden = 24;
    private const float Rate = 0.25f;

    private static readonly int s_layer = Shapes.MaskedNet.Shape.Gates.First(gate => gate.Name == "m").Layer;

    [Fact]
    public void The_matrices_read_the_same_units_of_a_row_at_all_steps_and_elsewhere_all()
    {
        using var model = new Model<Shapes.MaskedNet>(1);
        var random = new RandomGenerator(2);
        float[] inputs = [.. Enumerable.Range(0, Rows * Window * 8).Select(_ => (float)random.NextNormal())], workspace = new float[Shapes.MaskedNet.WorkspaceSize(Rows, Window)];
        int dropped = 0;
        foreach (bool trains in new[] { true, false })
        {
            SequenceInput input = new() { Vectors = inputs, Dropout = trains ? new Dropout(Rate, 5) { IsSameOverTime = true } : default };
            Shapes.MaskedNet.Forward(model.Parameters, input, new float[Rows * Shapes.MaskedNet.StateSize], workspace, Rows, Window);
            for (int row = 0; row < Rows; row++)
            {
                bool[] isDropped = [.. Enumerable.Range(0, Hidden).Select(i => Values("m", row, 1)[i] == 0)];
                Assert.Equal(trains, isDropped.Contains(true));
                dropped += isDropped.Count(unit => unit);
                for (int t = 1; t < Window; t++)
                {
                    ReadOnlySpan<float> before = Values("h'", row, t - 1), read = Values("m", row, t);
                    for (int i = 0; i < Hidden; i++)
                    {
                        Assert.NotEqual(0, before[i]);
                        Assert.Equal(isDropped[i] ? 0 : trains ? before[i] / (1 - Rate) : before[i], read[i], 1e-6);
                    }
                }
            }
        }

        Assert.Equal(Rate, (double)dropped / (Rows * Hidden), 4 * Math.Sqrt(Rate * (1 - Rate) / (Rows * Hidden)));

        ReadOnlySpan<float> Values(string name, int row, int step) =>
            workspace.AsSpan(Shapes.MaskedNet.GateOffset(Rows, Window, Shapes.MaskedNet.Shape.FindGate(name, s_layer), row, step), Hidden);
    }
}

internal static partial class Shapes
{
    /// <summary>A GRU whose matrices do not read all of its units.</summary>
    [RecurrentCell("""
        input k
        m = k * h
        r = sigmoid(W_r x + U_r m + b_r)
        z = sigmoid(W_z x + U_z m + b_z)
        n = tanh(W_n x + b_n + r * (U_n m + b_hn))
        h' = h + z * (n - h)
        """)]
    internal static class MaskedGru;

    [SequenceModel("""
        ones = 0 * dense(x, 24) + 1
        k    = dropout(ones)
        h    = MaskedGru(x, 24, k)
        y    = softmax(dense(h, 5))
        """, Inputs = 8)]
    internal readonly partial struct MaskedNet;
}
