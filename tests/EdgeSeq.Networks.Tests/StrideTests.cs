using System.Runtime.InteropServices;
using EdgeSeq.Networks.Tests.Reference;
using EdgeSeq.Networks.Tests.Support;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Networks.Tests;

/// <summary>Nodes that do not run at every step, where a window does not begin with one of theirs.</summary>
public class StrideTests
{
    private const int Steps = 11;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(10)]
    public void Gradients_pass_a_cut_between_two_windows(int cut)
    {
        var row = Row.Random(Shapes.Paced.Shape, Steps, new Random(3));
        using var model = new Model<Shapes.Paced>(3);
        (double whole, float[] expected, _, float[] last) = Kernels.Run<Shapes.Paced>(model.Parameters, new Batch(Shapes.Paced.Shape, [row]));
        float[] parameters = [.. model.Parameters], states = new float[Shapes.Paced.StateSize], transpose = new float[Shapes.Paced.TransposeSize];
        float[] gradients = new float[Shapes.Paced.ParameterSize], stateGradients = new float[Shapes.Paced.StateSize];
        Shapes.Paced.Transpose(parameters, transpose);
        float[] first = Forward(0, cut), second = Forward(cut, Steps);
        double loss = Backward(cut, Steps, second) + Backward(0, cut, first);
        Assert.Equal(whole, loss, 1e-6);
        Assert.All(expected.Zip(gradients), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        foreach (StateInfo state in Shapes.Paced.Shape.States)
        {
            Assert.Equal(MemoryMarshal.Cast<float, int>(last.AsSpan(state.Offset, state.Hidden)), MemoryMarshal.Cast<float, int>(states.AsSpan(state.Offset, state.Hidden)));
        }

        float[] Forward(int from, int to)
        {
            float[] workspace = new float[Shapes.Paced.WorkspaceSize(1, to - from)];
            workspace.AsSpan().Fill(float.NaN);
            Shapes.Paced.Forward(parameters, Input(from, to), states, workspace, 1, to - from);
            return workspace;
        }

        double Backward(int from, int to, float[] workspace)
        {
            var target = new SequenceTarget { Values = row.Values.AsSpan(from * Shapes.Paced.OutputSize, (to - from) * Shapes.Paced.OutputSize) };
            return Shapes.Paced.Backward(parameters, transpose, Input(from, to), target, 1, gradients, stateGradients, workspace, 1, to - from, 0);
        }

        SequenceInput Input(int from, int to) => new() { Vectors = row.Vectors.AsSpan(from * 4, (to - from) * 4) };
    }

    [Fact]
    public void Between_its_steps_a_slower_output_stays()
    {
        Row row = Row.Random(Shapes.Paced.Shape, 13, new Random(1));
        using var model = new Model<Shapes.Paced>(1);
        (_, _, float[] outputs, _) = Kernels.Run<Shapes.Paced>(model.Parameters, new Batch(Shapes.Paced.Shape, [row]));
        foreach ((string name, int pace) in new[] { ("slow", 6), ("quick", 3) })
        {
            OutputInfo part = Shapes.Paced.Shape.FindOutput(name);
            for (int t = 1; t < 13; t++)
            {
                float[] before = Of(t - 1), now = Of(t);
                Assert.Equal(t % pace != 0, before.SequenceEqual(now));
            }

            float[] Of(int t) => outputs[((t * Shapes.Paced.OutputSize) + part.Offset)..((t * Shapes.Paced.OutputSize) + part.Offset + part.Size)];
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-5)]
    [InlineData(3.7f)]
    [InlineData(40)]
    public void A_state_that_nobody_computed_stays_within_its_memory(float number)
    {
        const int Window = 20, Rows = 2, Margin = 4096;
        float[] parameters = new float[Shapes.Paced.ParameterSize], states = new float[Rows * Shapes.Paced.StateSize], vectors = new float[Rows * Window * 4];
        int size = Shapes.Paced.WorkspaceSize(Rows, Window);
        float[] memory = new float[Margin + size + Margin];
        memory.AsSpan().Fill(7);
        states.AsSpan().Fill(number);
        Shapes.Paced.Forward(parameters, new SequenceInput { Vectors = vectors }, states, memory.AsSpan(Margin, size), Rows, Window);
        Assert.Equal(-1, memory.AsSpan(0, Margin).IndexOfAnyExcept(7f));
        Assert.Equal(-1, memory.AsSpan(Margin + size).IndexOfAnyExcept(7f));

        states.AsSpan().Fill(number);
        for (int step = 0; step < Window; step++)
        {
            Shapes.Paced.Step(parameters, states.AsSpan(0, Shapes.Paced.StateSize), vectors.AsSpan(0, 4));
        }
    }

    [Fact]
    public void Streams_that_begin_at_other_times_give_the_bits_of_single_ones()
    {
        using var model = new Model<Shapes.StridedKeyword>(1);
        using var group = new SessionGroup<Shapes.StridedKeyword>(model, 3);
        var random = new Random(1);
        var streams = new List<(int Id, Session<Shapes.StridedKeyword> Alone)>();
        for (int t = 0; t < 9; t++)
        {
            if (t % 3 == 0)
            {
                streams.Add((group.Add(), new Session<Shapes.StridedKeyword>(model)));
            }

            float[] x = [.. Enumerable.Range(0, streams.Count * 10).Select(_ => random.NextSingle() - 0.5f)];
            group.Step([.. streams.Select(stream => stream.Id)], x);
            for (int i = 0; i < streams.Count; i++)
            {
                float[] expected = new float[12], outputs = new float[12];
                streams[i].Alone.Step(x.AsSpan(i * 10, 10));
                streams[i].Alone.Output(expected);
                group.Output(streams[i].Id, outputs);
                Assert.Equal(expected, outputs);
            }
        }

        streams.ForEach(stream => stream.Alone.Dispose());
    }

    [Fact]
    public void Layers_of_a_slower_pace_have_no_gates_to_look_at_step_by_step() =>
        Assert.Equal([0, 8, 9], Shapes.Paced.Shape.Gates.Select(gate => gate.Layer).Distinct());   // h and both layers of y
}
