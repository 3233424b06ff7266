using CommunityToolkit.HighPerformance;
using EdgeSeq.Diagnostics;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Forms.Tests.Looking;

/// <summary>The norm of dL/dh against the distance from the loss.</summary>
[Collection(Alone.Name)]
public sealed class GradientFlowTests
{
    private const int Steps = 6;

    [Theory]
    [MemberData(nameof(Streaming))]
    public void Norms_are_those_of_backpropagation_over_the_rest_of_the_sequence(string shape)
    {
        switch (shape)
        {
            case nameof(Shapes.Decoder): Compare<Shapes.Decoder>(); break;
            case nameof(Shapes.DeepDecoder): Compare<Shapes.DeepDecoder>(); break;
            case nameof(Shapes.Music): Compare<Shapes.Music>(); break;
            case nameof(Shapes.LastOfElman): Compare<Shapes.LastOfElman>(); break;
            default: throw new ArgumentException(shape);
        }
    }

    public static TheoryData<string> Streaming => [nameof(Shapes.Decoder), nameof(Shapes.DeepDecoder), nameof(Shapes.Music), nameof(Shapes.LastOfElman)];

    [Fact]
    public void A_factor_below_one_vanishes_and_one_above_explodes()
    {
        // Rectified units that are all on pass on 1.5 (or 0.5) of the gradient at every step.
        Assert.All(Ratios(1.5f), ratio => Assert.Equal(1.5, ratio, 1e-6));
        Assert.All(Ratios(0.5f), ratio => Assert.Equal(0.5, ratio, 1e-6));
    }

    [Fact]
    public void Sequences_of_other_lengths_are_averaged_by_distance()
    {
        using var model = new Model<Shapes.Music>(1);
        using var flow = new GradientFlow<Shapes.Music>(model, window: 5);
        Sample longer = new(Shapes.Music.Shape, 1, 5), shorter = new(Shapes.Music.Shape, 1, 2, seed: 2);
        flow.Add(longer.Input, longer.Target);
        double first = flow.Norm(0, 1), far = flow.Norm(0, 5);
        flow.Reset();
        flow.Add(shorter.Input, shorter.Target);
        double second = flow.Norm(0, 1);
        Assert.Equal(0, flow.Norm(0, 3));
        flow.Add(longer.Input, longer.Target);
        Assert.Equal((first + second) / 2, flow.Norm(0, 1), 1e-12);
        Assert.Equal(far, flow.Norm(0, 5));
    }

    [Fact]
    public void Adding_a_sequence_allocates_nothing()
    {
        using var model = new Model<Shapes.LastOfElman>(1);
        using var flow = new GradientFlow<Shapes.LastOfElman>(model, window: 5);
        var sample = new Sample(Shapes.LastOfElman.Shape, 1, 5);
        double sum = 0;
        Allocated.AssertNothing(() =>
        {
            flow.Add(sample.Input, sample.Target);
            sum += flow.Norm(0, 5);
        });
        Assert.True(sum > 0);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        using var model = new Model<Shapes.Decoder>();
        using var flow = new GradientFlow<Shapes.Decoder>(model, window: 3);
        Assert.Contains("1 to 3", Assert.Throws<ArgumentException>(() => flow.Add(new int[4], new int[4])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => flow.Add(Array.Empty<int>(), Array.Empty<int>()));
        Assert.Contains("6", Assert.Throws<ArgumentException>(() => flow.Add(new[] { 6 }, new[] { 0 })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => flow.Norm(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => flow.Norm(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => flow.Norm(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientFlow<Shapes.Decoder>(model, window: 0));
        using var reservoir = new Model<Shapes.Reservoir>();
        Assert.Contains("Reservoir", Assert.Throws<ArgumentException>(() => new GradientFlow<Shapes.Reservoir>(reservoir, 3)).Message, StringComparison.Ordinal);
        using var encoder = new Model<Shapes.Encoder>();
        Assert.Contains("Head.None", Assert.Throws<ArgumentException>(() => new GradientFlow<Shapes.Encoder>(encoder, 3)).Message, StringComparison.Ordinal);
    }

    /// <summary>The quadratic way: from every state on, forward and back over what follows it, at once.</summary>
    private static void Compare<TShape>()
        where TShape : struct, IStreamingModel, ITrainableModel
    {
        using var model = new Model<TShape>(3);
        ModelShape shape = TShape.Shape;
        var sample = new Sample(shape, 1, Steps);
        using var flow = new GradientFlow<TShape>(model, Steps);
        flow.Add(sample.Input, sample.Target);
        float[] transpose = new float[TShape.TransposeSize], state = new float[TShape.StateSize], workspace = new float[TShape.WorkspaceSize(1, Steps)];
        TShape.Transpose(model.Parameters, transpose);
        float scale = 1f / Math.Max(sample.Classes.Length, sample.Values.Length);
        for (int t = 0; t < Steps; t++)
        {
            SequenceInput rest = Rest(sample, shape, t);
            SequenceTarget target = shape.Readout == Readout.Last ? sample.Target
                : new() { Classes = sample.Classes.Length > 0 ? sample.Classes.AsSpan(t) : default, Values = sample.Values.Length > 0 ? sample.Values.AsSpan(t * shape.Outputs) : default };
            float[] last = [.. state], gradients = new float[TShape.StateSize];
            TShape.Forward(model.Parameters, rest, last, workspace, 1, Steps - t);
            TShape.Backward(model.Parameters, transpose, rest, target, scale, new float[TShape.ParameterSize], gradients, workspace, 1, Steps - t, 0);
            for (int i = 0; i < shape.States.Length; i++)
            {
                double norm = Math.Sqrt(gradients.Skip(shape.States[i].Offset).Take(shape.States[i].Hidden).Sum(x => (double)x * x));
                Assert.True(norm > 0);
                Assert.Equal(norm, flow.Norm(i, Steps - t), 1e-6 * norm);
            }

            TShape.Forward(model.Parameters, rest, state, workspace, 1, 1);
        }
    }

    private static SequenceInput Rest(Sample sample, ModelShape shape, int t) => new()
    {
        Tokens = sample.Tokens.Length > 0 ? sample.Tokens.AsSpan(t) : default,
        Vectors = sample.Vectors.Length > 0 ? sample.Vectors.AsSpan(t * shape.Inputs) : default,
    };

    private static double[] Ratios(float factor)
    {
        const int Hidden = Shapes.Rectified.Hidden;
        using var model = new Model<Shapes.Rectified>(1);
        float[,] u = new float[Hidden, Hidden], w = new float[2, Hidden];
        for (int i = 0; i < Hidden; i++)
        {
            (u[i, i], w[0, i], w[1, i]) = (factor, 1, 1);
        }

        model.SetParameter("U_h", u.AsSpan2D());
        model.SetParameter("W_h", w.AsSpan2D());
        using var flow = new GradientFlow<Shapes.Rectified>(model, Steps);
        flow.Add(new float[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, new float[] { float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, 1 });
        return [.. Enumerable.Range(1, Steps - 1).Select(distance => flow.Norm(0, distance + 1) / flow.Norm(0, distance))];
    }
}
