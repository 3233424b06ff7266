using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Networks.Tests;

/// <summary>Zoneout as docs/networks.md writes it: a cell with a further input, and dropout of a row of ones.</summary>
public sealed class ZoneoutTests
{
    private const int Rows = 6, Window = 30, Hidden = 24;
    private const float Rate = 0.1f;

    private static readonly int s_layer = SteadyNet.Shape.Gates.First(gate => gate.Name == "c").Layer;

    [Fact]
    public void In_training_each_unit_changes_wholly_or_stays_and_elsewhere_by_its_share()
    {
        using var model = new Model<SteadyNet>(1);
        var random = new RandomGenerator(2);
        float[] inputs = [.. Enumerable.Range(0, Rows * Window * 8).Select(_ => (float)random.NextNormal())], workspace = new float[SteadyNet.WorkspaceSize(Rows, Window)];
        int stayed = 0;
        foreach (bool trains in new[] { true, false })
        {
            SequenceInput input = new() { Vectors = inputs, Dropout = trains ? new Dropout(Rate, 5) : default };
            SteadyNet.Forward(model.Parameters, input, new float[Rows * SteadyNet.StateSize], workspace, Rows, Window);
            for (int row = 0; row < Rows; row++)
            {
                for (int t = 1; t < Window; t++)
                {
                    ReadOnlySpan<float> before = Values("h'", row, t - 1), after = Values("h'", row, t), candidate = Values("c", row, t);
                    for (int i = 0; i < Hidden; i++)
                    {
                        if (trains)
                        {
                            bool stays = after[i] == before[i];
                            stayed += stays ? 1 : 0;
                            Assert.True(stays || Math.Abs(after[i] - candidate[i]) < 1e-6);
                        }
                        else
                        {
                            Assert.Equal(before[i] + ((1 - Rate) * (candidate[i] - before[i])), after[i], 1e-6);
                        }
                    }
                }
            }
        }

        int all = Rows * (Window - 1) * Hidden;
        Assert.Equal(Rate, (double)stayed / all, 4 * Math.Sqrt(Rate * (1 - Rate) / all));

        ReadOnlySpan<float> Values(string name, int row, int step) =>
            workspace.AsSpan(SteadyNet.GateOffset(Rows, Window, SteadyNet.Shape.FindGate(name, s_layer), row, step), Hidden);
    }
}

/// <summary>A GRU of whose units some stay as they are.</summary>
[RecurrentCell("""
    input k
    r = sigmoid(W_r x + U_r h + b_r)
    z = sigmoid(W_z x + U_z h + b_z)
    n = tanh(W_n x + b_n + r * (U_n h + b_hn))
    c = n + z * (h - n)
    h' = h + k * (c - h)
    """)]
internal static class ZoneoutGru;

[SequenceModel("""
    ones = 0 * dense(x, 24) + 1
    k    = 0.9 * dropout(ones)
    h    = ZoneoutGru(x, 24, k)
    y    = softmax(dense(h, 5))
    """, Inputs = 8)]
internal readonly partial struct SteadyNet;
