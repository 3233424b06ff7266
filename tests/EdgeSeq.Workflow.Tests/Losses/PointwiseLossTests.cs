using System.Collections.Immutable;
using EdgeSeq.Losses;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Losses;

public sealed class PointwiseLossTests
{
    private const int Steps = 3, Size = 4;

    private static readonly float[] s_outputs = [.. Enumerable.Range(0, Steps * Size).Select(i => (((i / Size * 7) + (i % Size * 13)) % 11 - 5) * 0.5f)];
    private static readonly float[] s_values = [.. Enumerable.Range(0, Steps * Size).Select(i => (((i / Size * 5) + (i % Size * 3)) % 7 - 3) * 0.5f)];
    private static readonly int[] s_classes = [2, 0, 3];
    private static readonly ImmutableArray<float> s_weights = [1, 0.5f, 2, 0.25f];

    /// <summary>The mean losses that PyTorch 1.13 gives in double for the same numbers.</summary>
    [Theory]
    [InlineData("huber", 1.1666666666666667)]
    [InlineData("absolute", 1.375)]
    [InlineData("smoothed", 1.411280919445014)]
    [InlineData("margin", 0.6634615384615384)]
    [InlineData("gaussian", 3.58508339304583)]
    [InlineData("focal", 0.7460517188437871)]
    public void They_are_those_of_PyTorch(string name, double expected)
    {
        SequenceLoss loss = Make(name);
        Assert.Equal(expected, Evaluate(loss, s_outputs, default, out _) / loss.Count(Row(loss, [], default, [])), 1e-6);
    }

    [Theory]
    [InlineData("huber")]
    [InlineData("absolute")]
    [InlineData("quantile")]
    [InlineData("smoothed")]
    [InlineData("plain")]
    [InlineData("margin")]
    [InlineData("gaussian")]
    [InlineData("focal")]
    [InlineData("focal 0.5")]
    [InlineData("focal 0")]
    public void Gradients_are_central_differences(string name)
    {
        const float Step = 1 / 128f;
        SequenceLoss loss = Make(name);
        float[] outputs = [.. s_outputs.Select((x, i) => x + (0.013f * i) + 0.1f)], weights = [0.5f, 1, 3];
        Evaluate(loss, outputs, weights, out float[] gradients);
        Assert.Contains(gradients, g => g != 0);
        for (int i = 0; i < outputs.Length; i++)
        {
            float[] more = [.. outputs], less = [.. outputs];
            more[i] += Step;
            less[i] -= Step;
            double difference = Evaluate(loss, more, weights, out _) - Evaluate(loss, less, weights, out _);
            Assert.Equal(difference / ((double)more[i] - less[i]), gradients[i], 2e-3 * Math.Max(1, Math.Abs(gradients[i])));
        }
    }

    [Fact]
    public void Plain_cross_entropy_is_that_of_the_softmax_head_and_focal_without_focus()
    {
        double expected = 0;
        for (int t = 0; t < Steps; t++)
        {
            expected += Math.Log(Enumerable.Range(0, Size).Sum(k => Math.Exp(s_outputs[(t * Size) + k]))) - s_outputs[(t * Size) + s_classes[t]];
        }

        Assert.Equal(expected, Evaluate(new CrossEntropyLoss(), s_outputs, default, out float[] one), 1e-5);
        Assert.Equal(expected, Evaluate(new FocalLoss { Gamma = 0 }, s_outputs, default, out float[] other), 1e-5);
        Assert.Equal(one, other, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Weights_multiply_and_the_mean_is_over_them()
    {
        var loss = new CrossEntropyLoss { ClassWeights = s_weights };
        Assert.Equal(2 + 1 + 0.25, loss.Count(Row(loss, [], default, [])));
        Assert.Equal((2 * 3) + (1 * 0) + (0.25 * 1), loss.Count(Row(loss, [], [3, 0, 1], [])));
        Assert.Equal(0.5 * 3.25, loss.Count(Row(loss, [], [0.5f], [])));
        Assert.Equal(0, loss.Count(Row(loss, [], [0], [])));
        Assert.Equal(12 * 0.5, new HuberLoss().Count(Row(new HuberLoss(), [], [0.5f], [])));
        double whole = Evaluate(loss, s_outputs, default, out _);
        Assert.Equal(whole * 0.5, Evaluate(loss, s_outputs, [0.5f], out _), 1e-12);
    }

    /// <summary>A batch whose weights are all zero teaches nothing; a step of weight 0 is one that is not there.</summary>
    [Fact]
    public void Weights_reach_the_model()
    {
        using var model = new Model<Weather>(1);
        using var trainer = new Trainer<Weather>(model, new TrainerOptions { Batch = 2, Window = 2, Loss = new HuberLoss() });
        float[] inputs = [1, 2, 3, 4, 5, 6, 7, 8], targets = [1, 2, 3, 4, float.NaN, 6, 7, 8], fewer = [1, 2, float.NaN, float.NaN, float.NaN, 6, 7, 8];
        using var evaluator = new Evaluator<Weather>(model, 2, 2, loss: new HuberLoss());
        evaluator.Add(inputs, new SequenceTarget { Values = targets, Weights = new float[] { 1, 0, 1, 1 } });
        double weighted = evaluator.Loss;
        evaluator.Reset();
        evaluator.Add(inputs, fewer);
        Assert.Equal(evaluator.Loss, weighted);
        Assert.Equal(TrainingOutcome.NoTargets, trainer.Step(inputs, new SequenceTarget { Values = targets, Weights = new float[2] }).Outcome);
        Assert.Equal(TrainingOutcome.Applied, trainer.Step(inputs, new SequenceTarget { Values = targets, Weights = new float[] { 0, 1 } }).Outcome);
        Assert.Throws<ArgumentException>(() => trainer.Step(inputs, new SequenceTarget { Values = targets, Weights = new float[] { -1, 1 } }));
        Assert.Throws<ArgumentException>(() => trainer.Step(inputs, new SequenceTarget { Values = targets, Weights = new float[] { float.NaN, 1 } }));
        Assert.Throws<ArgumentException>(() => trainer.Step(inputs, new SequenceTarget { Values = targets, Weights = new float[6] }));
        Assert.Throws<ArgumentException>(() => trainer.Step(inputs, new SequenceTarget { Values = targets.AsSpan(0, 4) }));
        targets[2] = float.PositiveInfinity;
        Assert.Contains("target[2]", Assert.Throws<ArgumentException>(() => trainer.Step(inputs, targets)).Message, StringComparison.Ordinal);
        Assert.Equal(1, trainer.StepCount);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        using var model = new Model<Weather>(1);
        foreach (SequenceLoss loss in (SequenceLoss[])
            [
                new HuberLoss { Delta = 0 }, new HuberLoss { Delta = float.NaN }, new MarginLoss { Margin = -1 }, new FocalLoss { Gamma = -1 },
                new CrossEntropyLoss { LabelSmoothing = 1 }, new CrossEntropyLoss { ClassWeights = [1, -1] }, new CrossEntropyLoss { ClassWeights = [0, 0] },
                new CrossEntropyLoss { ClassWeights = [1] }, new QuantileLoss(0.1f, 0.5f, 0.9f), new GaussianLoss { LeastLogVariance = float.NaN },
            ])
        {
            Assert.ThrowsAny<ArgumentException>(() => new Trainer<Weather>(model, new TrainerOptions { Loss = loss }));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileLoss());
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileLoss(1));
        var classes = new CrossEntropyLoss();
        Assert.Contains("target[1] is 4", Assert.Throws<ArgumentException>(() => classes.Count(new LossRow { Steps = 2, Size = 4, Classes = [0, 4] })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => classes.Count(new LossRow { Steps = 2, Size = 4, Classes = [0] }));
    }

    /// <summary>Noise that is wider on one side: the three quantiles of the band, and the mean and variance, are found.</summary>
    [Fact]
    public void Bands_cover_what_they_say()
    {
        var random = new RandomGenerator(7);
        float[] inputs = new float[64 * 2], twice = new float[64 * 2], once = new float[64];
        using var band = new Model<Weather>(1);
        using var sure = new Model<Weather>(1);
        using var trainer = new Trainer<Weather>(band, Options(new QuantileLoss(0.1f, 0.9f)));
        using var other = new Trainer<Weather>(sure, Options(new GaussianLoss()));
        for (int step = 0; step < 600; step++)
        {
            for (int i = 0; i < 64; i++)
            {
                bool wide = random.NextInt32(2) == 0;
                inputs[2 * i] = wide ? 1 : 0;
                once[i] = twice[2 * i] = twice[(2 * i) + 1] = (float)random.NextNormal() * (wide ? 2 : 0.5f);
            }

            trainer.ResetState();
            other.ResetState();
            trainer.Step(inputs, twice);
            other.Step(inputs, once);
        }

        float[] found = new float[4], normal = new float[4];
        using var runner = new SequenceRunner<Weather>(band, 2, 1);
        using var second = new SequenceRunner<Weather>(sure, 2, 1);
        float[] both = [0, 0, 1, 0];
        runner.Run(new SequenceInput { Vectors = both }, found);
        second.Run(new SequenceInput { Vectors = both }, normal);
        Assert.Equal([-0.64, 0.64, -2.56, 2.56], found.Select(x => (double)x), (a, b) => Math.Abs(a - b) < 0.3);
        Assert.Equal([0, Math.Log(0.25), 0, Math.Log(4)], normal.Select(x => (double)x), (a, b) => Math.Abs(a - b) < 0.3);

        static TrainerOptions Options(SequenceLoss loss) => new() { Batch = 64, Window = 1, Loss = loss, Schedule = new CosineRate(0.02f, 600) };
    }

    private static SequenceLoss Make(string name) => name switch
    {
        "huber" => new HuberLoss { Delta = 1.5f },
        "absolute" => new AbsoluteLoss(),
        "quantile" => new QuantileLoss(0.1f, 0.7f),
        "smoothed" => new CrossEntropyLoss { LabelSmoothing = 0.1f, ClassWeights = s_weights },
        "plain" => new CrossEntropyLoss(),
        "margin" => new MarginLoss { Margin = 1.5f, ClassWeights = s_weights },
        "gaussian" => new GaussianLoss(),
        "focal" => new FocalLoss { ClassWeights = s_weights },
        "focal 0.5" => new FocalLoss { Gamma = 0.5f },
        _ => new FocalLoss { Gamma = 0 },
    };

    private static double Evaluate(SequenceLoss loss, float[] outputs, ReadOnlySpan<float> weights, out float[] gradients)
    {
        gradients = new float[outputs.Length];
        return loss.Evaluate(Row(loss, outputs, weights, gradients));
    }

    private static LossRow Row(SequenceLoss loss, ReadOnlySpan<float> outputs, ReadOnlySpan<float> weights, Span<float> gradients) => new()
    {
        Steps = Steps,
        Size = Size,
        Outputs = outputs,
        Classes = loss is ClassLoss ? s_classes : default,
        Values = loss is ClassLoss ? default : loss is GaussianLoss ? Means : s_values,
        Weights = weights,
        Gradients = gradients,
    };

    private static float[] Means => [.. s_values.Where((_, i) => i % Size < 2)];
}
