using EdgeSeq.Data;
using EdgeSeq.Metrics;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Metrics;

[Trait("Isa", "none")]
[Collection(Alone.Name)]
public sealed class EditMetricsTests
{
    [Theory]
    [InlineData("kitten", "sitting", 2, 0, 1)]
    [InlineData("", "", 0, 0, 0)]
    [InlineData("abc", "", 0, 3, 0)]
    [InlineData("", "abc", 0, 0, 3)]
    [InlineData("abc", "abc", 0, 0, 0)]
    [InlineData("abcd", "bcde", 0, 1, 1)]
    [InlineData("flaw", "lawn", 0, 1, 1)]
    public void The_fewest_edits_are_found(string truth, string found, int substitutions, int deletions, int insertions)
    {
        var metrics = new EditMetrics(7);
        Assert.Equal(substitutions + deletions + insertions, metrics.Add(truth.AsSpan(), found.AsSpan()));
        Assert.Equal((substitutions, deletions, insertions), (metrics.Substitutions, metrics.Deletions, metrics.Insertions));
        Assert.Equal(truth == found ? 1 : 0, metrics.Exact);
    }

    [Fact]
    public void Rates_are_over_all_true_elements()
    {
        var metrics = new EditMetrics(10);
        metrics.Add<string>("the cat sat on the mat".Split(' '), "the cat sat on mat".Split(' '));
        metrics.Add<string>(["hello", "there"], ["hello", "there"]);
        Assert.Equal(1 / 8.0, metrics.ErrorRate);
        Assert.Equal(0.5, metrics.ExactShare);
        Assert.Equal("12.5 % errors: 0 substitutions, 1 deletions, 0 insertions of 8; 1 of 2 exact", metrics.ToString());
        Assert.Throws<ArgumentException>(() => metrics.Add<int>([], new int[11]));
        Assert.Equal(2, metrics.Count);
        metrics.Reset();
        Assert.Equal(double.NaN, metrics.ErrorRate);
        int[] truth = [1, 2, 3], found = [1, 3];
        Allocated.AssertNothing(() => metrics.Add<int>(truth, found));
    }

    [Fact]
    public void Steps_of_many_sigmoids_are_judged_as_a_whole()
    {
        using var model = new Model<Keys>(1);
        float[] numbers = [.. Enumerable.Range(0, 80).Select(i => i % 3 / 2f)];
        var metrics = new FlagMetrics(3);
        metrics.Add([0.9f, 0.1f, 0.2f, 0.9f, 0.9f, 0.2f, 0.5f, 0.5f, 0.5f], [1, 0, 0, 1, 0, float.NaN, float.NaN, float.NaN, float.NaN]);
        Assert.Equal((2, 0.5), (metrics.Steps, metrics.StepAccuracy));

        EvaluationReport report = model.Evaluate(new Chords());
        Assert.Equal(report.Loss * 3, report.StepLoss, 1e-12);   // every key of every step counts
        Assert.Contains("a step", report.ToString(), StringComparison.Ordinal);
        using var weather = new Model<Weather>(1);
        Assert.Equal(double.NaN, weather.Evaluate(new SeriesWindows(new Series(numbers, 2), new SeriesOptions { Batch = 2, Window = 4 })).StepLoss);
    }

    private sealed class Chords : ISequenceBatches
    {
        public int Batch => 2;

        public int Window => 4;

        public long Count => 1;

        public DataPosition Position { get; set; }

        public bool Next(SequenceBatch batch)
        {
            batch.Vectors.Span.Fill(0.5f);
            batch.Values.Span.Fill(1);
            batch.Values.Span[3] = 0;
            return true;
        }
    }
}
