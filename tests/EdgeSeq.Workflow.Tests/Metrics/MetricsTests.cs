using EdgeSeq.Data;
using EdgeSeq.Metrics;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Metrics;

[Collection(Alone.Name)]
public sealed class MetricsTests
{
    private static readonly float[] s_probabilities = [0.7f, 0.2f, 0.1f, 0.1f, 0.8f, 0.1f, 0.6f, 0.3f, 0.1f, 0.25f, 0.25f, 0.5f];

    /// <summary>Found 0, 1, 0, 2; true 0, 1, 1, none.</summary>
    private static readonly int[] s_classes = [0, 1, 1, -1];

    [Fact]
    public void Classes_are_counted_as_by_hand()
    {
        var metrics = new ClassMetrics(3);
        metrics.Add(s_probabilities, s_classes);
        Assert.Equal(3, metrics.Count);
        Assert.Equal(2 / 3.0, metrics.Accuracy, 12);
        Assert.Equal((1, 1, 1, 0), (metrics.Confusion(0, 0), metrics.Confusion(1, 1), metrics.Confusion(1, 0), metrics.Confusion(2, 2)));
        Assert.Equal((0.5, 1, 1, 0.5), (metrics.Precision(0), metrics.Recall(0), metrics.Precision(1), metrics.Recall(1)));
        Assert.Equal(2 / 3.0, metrics.F1(0), 12);
        Assert.Equal(2 / 3.0, metrics.MacroF1, 12);
        double loss = -(Math.Log(0.7) + Math.Log(0.8) + Math.Log(0.3)) / 3;
        Assert.Equal(loss, metrics.LogLoss, 1e-6);
        Assert.Equal(Math.Exp(loss), metrics.Perplexity, 1e-5);

        // Bins of 0.7, 0.8 and 0.6: right with 1, 1 and 0.
        Assert.Equal((0.3 + 0.2 + 0.6) / 3, metrics.CalibrationError, 1e-6);
        Assert.Matches(@"class +true +found +precision", metrics.ToTable(["rain", "sun", "fog"]));
        Assert.Matches(@"sun +2 +1 +100.0 % +50.0 % +66.7 % +1 +1 +0", metrics.ToTable(["rain", "sun", "fog"]));
        metrics.Reset();
        Assert.Equal((0, double.NaN), (metrics.Count, metrics.Accuracy));
        Assert.Throws<ArgumentException>(() => metrics.Add(s_probabilities, [0, 1, 3, 0]));
        Assert.Throws<ArgumentException>(() => metrics.Add(s_probabilities, [0, 1]));
    }

    [Fact]
    public void Numbers_are_measured_as_by_hand()
    {
        var metrics = new NumberMetrics(2);
        metrics.Add([1, 10, 4, 20, 3, 0], [0, 10, 2, float.NaN, 6, 4]);
        Assert.Equal((3, 2), (metrics.Count(0), metrics.Count(1)));
        Assert.Equal((1 + 2 + 3) / 3.0, metrics.MeanAbsoluteError(0), 6);
        Assert.Equal(Math.Sqrt((1 + 4 + 9) / 3.0), metrics.RootMeanSquaredError(0), 6);
        Assert.Equal(0, metrics.Bias(0), 6);
        Assert.Equal(-2, metrics.Bias(1), 6);
        double mean = (0 + 2 + 6) / 3.0, variance = (((0 - mean) * (0 - mean)) + ((2 - mean) * (2 - mean)) + ((6 - mean) * (6 - mean))) / 3;
        Assert.Equal(1 - (14 / 3.0 / variance), metrics.Explained(0), 6);
        Assert.Matches(@"warmth +3 +2 +2\.16", metrics.ToTable(["warmth", "rest"]));
    }

    [Fact]
    public void Flags_are_counted_on_their_side_of_the_threshold()
    {
        var metrics = new FlagMetrics(2, [0.5f, 0.2f]);
        metrics.Add([0.6f, 0.1f, 0.4f, 0.3f, 0.7f, 0.25f], [1, 1, 1, 1, 0, float.NaN]);
        Assert.Equal((0.5, 0.5, 0.5), (metrics.Precision(0), metrics.Recall(0), metrics.F1(0)));
        Assert.Equal(1 / 3.0, metrics.Accuracy(0), 12);
        Assert.Equal((2, 1, 0.5), (metrics.Count(1), metrics.Precision(1), metrics.Recall(1)));
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        ClassMetrics classes = new(3);
        FlagMetrics flags = new(2);
        NumberMetrics numbers = new(2);
        float[] values = [1, 0, 1, 0];
        Allocated.AssertNothing(() =>
        {
            classes.Add(s_probabilities, s_classes);
            flags.Add(values, values);
            numbers.Add(values, values);
        });
    }

    /// <summary>Loss and outputs of one pass are those of an evaluator and of a runner, whatever a batch holds.</summary>
    [Fact]
    public void One_pass_gives_loss_and_outputs()
    {
        using var model = new Model<Topic>(1) { Labels = ["a", "b", "c"] };
        int[][] texts = [.. Enumerable.Range(0, 37).Select(i => Enumerable.Range(i, i % 7).ToArray())];
        int[] classes = [.. Enumerable.Range(0, 37).Select(i => i % 3)];
        var data = new LabeledSequences(texts, classes, new LabeledOptions { Batch = 16, Window = 6, Shuffle = false });
        EvaluationReport report = model.Evaluate(data);
        ClassMetrics byHand = new(3);
        using var runner = new SequenceRunner<Topic>(model, 1, 6);
        float[] outputs = new float[3];
        for (int i = 0; i < 37; i++)
        {
            if (texts[i].Length > 0)
            {
                runner.Run(new SequenceInput { Tokens = (int[])[.. texts[i], .. new int[6 - texts[i].Length]], Lengths = (int[])[texts[i].Length] }, outputs);
                byHand.Add(outputs, [classes[i]]);
            }
        }

        Assert.Equal(byHand.ToTable(model.Labels), report.Classes!.ToTable(model.Labels));
        Assert.Equal(byHand.LogLoss, report.Loss, 1e-6);
        Assert.Equal((31, 31), (report.Count, report.Classes.Count));
        Assert.StartsWith("loss ", report.ToString(), StringComparison.Ordinal);
    }
}
