using EdgeSeq.Labelling;
using EdgeSeq.Losses;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Losses;

[Collection(Alone.Name)]
public sealed class CtcLossTests
{
    /// <summary>Every path of five frames over four classes, in double: repeats, empty targets, targets that fill all frames.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0, 1)]
    [InlineData(0, 1, 1)]
    [InlineData(0, 1, 1, 1)]
    [InlineData(0, 3, 2, 3)]
    [InlineData(0, 1, 2, 3, 1, 2)]
    [InlineData(2, 0, 0, 3)]
    public void Loss_and_gradient_are_those_of_all_paths(int blank, params int[] labels)
    {
        const int Frames = 5, Classes = 4;
        float[] logits = Logits(Frames, Classes);
        var loss = new CtcLoss(6) { Blank = blank };
        (double found, float[] gradient) = Run(loss, logits, Classes, labels);
        double expected = ByEnumeration([.. logits.Select(x => (double)x)]);
        Assert.Equal(expected, found, 1e-6 * Math.Max(1, expected));
        for (int i = 0; i < logits.Length; i++)
        {
            const double Step = 1e-5;
            double[] more = [.. logits.Select(x => (double)x)], less = [.. more];
            more[i] += Step;
            less[i] -= Step;
            Assert.Equal((ByEnumeration(more) - ByEnumeration(less)) / (2 * Step), gradient[i], 2e-6);
        }

        double ByEnumeration(double[] x)
        {
            double sum = 0;
            for (int path = 0; path < 1 << (2 * Frames); path++)
            {
                double p = 1;
                var said = new List<int>();
                for (int t = 0; t < Frames; t++)
                {
                    int k = (path >> (2 * t)) & 3, before = t == 0 ? blank : (path >> (2 * (t - 1))) & 3;
                    p *= Math.Exp(x[(t * Classes) + k]) / Enumerable.Range(0, Classes).Sum(other => Math.Exp(x[(t * Classes) + other]));
                    if (k != blank && (t == 0 || k != before))
                    {
                        said.Add(k);
                    }
                }

                sum += said.SequenceEqual(labels) ? p : 0;
            }

            return -Math.Log(sum);
        }
    }

    /// <summary>PyTorch 1.13 in double, of the same logits.</summary>
    [Theory]
    [InlineData(12, 5, new[] { 1, 1, 2, 4 }, 17.26726051159951, -0.2960046995927542, -0.009181792308560956, -0.039688439721618333, -0.28909425884103823)]
    [InlineData(200, 7, null, 389.3509135277773, -0.758861575729258, -0.015448780794338037, -0.01416841902249799, 0.03536726253490315)]
    public void They_are_those_of_PyTorch(int frames, int classes, int[]? labels, double loss, params double[] gradient)
    {
        labels ??= [.. Enumerable.Range(0, 30).Select(i => (i * i % 6) + 1)];
        (double found, float[] gradients) = Run(new CtcLoss(30), Logits(frames, classes), classes, labels);
        Assert.Equal(loss, found, 1e-7 * loss);
        int[] places = [0, (3 * classes) + 1, (frames / 2 * classes) + 2, ((frames - 1) * classes) + 4];
        Assert.Equal(gradient, places.Select(i => (double)gradients[i]), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    /// <summary>The bits on every instruction set: tests run on each.</summary>
    [Fact]
    public void Bits_are_the_same_everywhere()
    {
        (double loss, float[] gradient) = Run(new CtcLoss(30), Logits(200, 7), 7, [.. Enumerable.Range(0, 30).Select(i => (i * i % 6) + 1)]);
        int mixed = 17;
        foreach (float one in gradient)
        {
            mixed = unchecked((mixed * 31) + BitConverter.SingleToInt32Bits(one));
        }

        Assert.Equal((4645557149912848932, 69244187), (BitConverter.DoubleToInt64Bits(loss), mixed));
    }

    /// <summary>Frames that are sure of something else: probabilities far below what a double holds, and still exact.</summary>
    [Fact]
    public void Nothing_vanishes()
    {
        const int Frames = 300;
        float[] logits = new float[Frames * 2];
        for (int t = 0; t < Frames; t++)
        {
            logits[t * 2] = 1000;   // the blank
        }

        int[] labels = [.. Enumerable.Repeat(1, 100)];
        (double loss, float[] gradient) = Run(new CtcLoss(100), logits, 2, labels);
        Assert.InRange(loss, 100_000 - 250, 100_000);   // ways to place them: a binomial of 2^-300 at most
        Assert.All(gradient, g => Assert.InRange(g, -1, 1));
        Assert.Equal(100, -Enumerable.Range(0, Frames).Sum(t => (double)gradient[(t * 2) + 1]), 1e-3);
        Assert.Equal(double.PositiveInfinity, Run(new CtcLoss(1), [0, float.MinValue], 2, 1).Loss);
    }

    [Theory]
    [InlineData(2, new[] { 1, 2, 3 }, "Row 0 has 2 frames, and its 3 labels need 3")]
    [InlineData(2, new[] { 1, 1, -1 }, "Row 0 has 2 frames, and its 2 labels need 3")]
    [InlineData(5, new[] { 1, 0, 2 }, "target[1] is 0, the blank")]
    [InlineData(5, new[] { 1, 4, 2 }, "target[1] is 4; labels are 0 to 3")]
    [InlineData(5, new[] { 1, -2, 2 }, "target[1] is -2; labels are 0 to 3")]
    [InlineData(5, new[] { 1, -1, 2 }, "target[2] is 2, behind the end")]
    [InlineData(5, new[] { 1, 2, 3, 1 }, "has room for 3")]
    public void Targets_that_cannot_be_are_named(int frames, int[] labels, string what)
    {
        var loss = new CtcLoss(3);
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => loss.Count(new LossRow { Steps = frames, Size = 4, Classes = labels }));
        Assert.Contains(what, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_and_weights_are_checked()
    {
        using var model = new Model<Weather>(1);
        using var last = new Model<LastNumber>(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CtcLoss(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<Weather>(model, new TrainerOptions { Loss = new CtcLoss(2) { Blank = 2 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<LastNumber>(last, new TrainerOptions { Loss = new CtcLoss(2) }));
        var loss = new CtcLoss(1);
        Assert.Equal(0.5, loss.Count(new LossRow { Steps = 2, Size = 4, Classes = [1], Weights = [0.5f] }));
        Assert.Throws<ArgumentException>(() => loss.Count(new LossRow { Steps = 2, Size = 4, Classes = [1], Weights = [-0.5f] }));
        Assert.Throws<ArgumentException>(() => loss.Count(new LossRow { Steps = 2, Size = 4, Classes = [1], Weights = [1, 1] }));
    }

    /// <summary>Two kinds of bursts at unknown places: the network learns which labels are there, and where.</summary>
    [Fact]
    public void A_network_learns_to_label_what_nobody_aligned()
    {
        const int Batch = 8, Frames = 24;
        using var model = new Model<Speech>(1);
        using var trainer = new Trainer<Speech>(model, new TrainerOptions
        {
            Batch = Batch, Window = Frames, Loss = new CtcLoss(3), Schedule = new CosineRate(0.02f, 400),
        });
        var random = new RandomGenerator(5);
        float[] inputs = new float[Batch * Frames * 2];
        int[] labels = new int[Batch * 3];
        double last = 0;
        for (int step = 0; step < 400; step++)
        {
            Draw();
            trainer.ResetState();
            last = trainer.Step(new SequenceInput { Vectors = inputs }, labels).Loss;
        }

        Draw();
        using var runner = new SequenceRunner<Speech>(model, Batch, Frames);
        float[] outputs = new float[runner.OutputLength];
        runner.Run(new SequenceInput { Vectors = inputs }, outputs);
        int right = 0;
        int[] read = new int[Frames];
        for (int row = 0; row < Batch; row++)
        {
            int count = CtcDecoder.Greedy(outputs.AsSpan(row * Frames * 3, Frames * 3), 3, read);
            ReadOnlySpan<int> said = labels.AsSpan(row * 3, 3);
            right += said[..(said.IndexOf(-1) < 0 ? 3 : said.IndexOf(-1))].SequenceEqual(read.AsSpan(0, count)) ? 1 : 0;
        }

        Allocated.AssertNothing(() => trainer.Step(new SequenceInput { Vectors = inputs }, labels));
        Allocated.AssertNothing(() => CtcDecoder.Greedy(outputs.AsSpan(0, Frames * 3), 3, read));
        Assert.True(last < 0.3, $"{last}");
        Assert.InRange(right, Batch - 1, Batch);

        void Draw()
        {
            labels.AsSpan().Fill(-1);
            for (int row = 0; row < Batch; row++)
            {
                int count = random.NextInt32(4), at = 0;
                for (int t = 0; t < Frames * 2; t++)
                {
                    inputs[(row * Frames * 2) + t] = (float)random.NextNormal() * 0.1f;
                }

                for (int i = 0; i < count; i++)
                {
                    at += 2 + random.NextInt32(3);
                    int label = labels[(row * 3) + i] = 1 + random.NextInt32(2);
                    for (int length = 1 + random.NextInt32(3); length > 0; length--)
                    {
                        inputs[(((row * Frames) + at++) * 2) + label - 1] += 1;
                    }
                }
            }
        }
    }

    private static (double Loss, float[] Gradient) Run(CtcLoss loss, float[] logits, int classes, params int[] labels)
    {
        int frames = logits.Length / classes;
        int[] padded = [.. labels, .. Enumerable.Repeat(-1, loss.MaxLabels - labels.Length)];
        float[] gradient = new float[logits.Length];
        double[] scratch = new double[loss.ScratchSize(Speech.Shape with { Outputs = classes }, frames)];
        scratch.AsSpan().Fill(double.NaN);
        Assert.Equal(1, loss.Count(new LossRow { Steps = frames, Size = classes, Classes = padded }));
        double found = loss.Evaluate(new LossRow
        {
            Steps = frames, Size = classes, Outputs = logits, Classes = padded, Gradients = gradient, Scratch = scratch,
        });
        return (found, gradient);
    }

    private static float[] Logits(int frames, int classes) =>
        [.. Enumerable.Range(0, frames * classes).Select(i => (((i / classes * 7) + (i % classes * 13)) % 11 - 5) * 0.5f)];
}
