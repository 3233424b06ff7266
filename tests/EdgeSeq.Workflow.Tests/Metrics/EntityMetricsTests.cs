using EdgeSeq.Metrics;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Metrics;

[Collection(Alone.Name)]
[Trait("Isa", "none")]
public sealed class EntityMetricsTests
{
    private static readonly string[] s_labels = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"];

    [Theory]
    [InlineData("O B-PER I-PER O B-LOC", "O B-PER I-PER O B-LOC", 2, 2, 2)]         // all right
    [InlineData("B-PER I-PER I-PER O O", "B-PER I-PER O O O", 1, 1, 0)]             // ends too soon
    [InlineData("B-PER I-PER O O O", "O B-PER O O O", 1, 1, 0)]                     // begins too late
    [InlineData("B-PER O O O O", "B-LOC O O O O", 1, 1, 0)]                         // another type
    [InlineData("B-PER B-PER O O O", "B-PER I-PER O O O", 2, 1, 0)]                 // two taken for one
    [InlineData("I-PER I-PER O I-LOC O", "B-PER I-PER O B-LOC O", 2, 2, 2)]         // an I that goes on with nothing begins
    [InlineData("B-PER I-LOC O O O", "B-PER I-LOC O O O", 2, 2, 2)]                 // nor with another type
    [InlineData("O O O B-LOC I-LOC", "O O O B-LOC I-LOC", 1, 1, 1)]                 // to the end of the row
    [InlineData("B-PER I-PER - - -", "B-PER I-PER I-PER O B-LOC", 1, 1, 1)]         // what does not count ends an entity
    [InlineData("O O O O O", "O B-PER O O O", 0, 1, 0)]
    public void An_entity_counts_if_begin_end_and_type_are_right(string expected, string found, int isTrue, int isFound, int right)
    {
        var metrics = new EntityMetrics(s_labels);
        metrics.Add(Outputs(found), Classes(expected), window: 5);
        Assert.Equal(isTrue, Enumerable.Range(0, 2).Sum(metrics.CountOf));
        Assert.Equal((double)right / isFound, metrics.Precision);
        Assert.Equal((double)right / isTrue, metrics.Recall);
        Assert.Equal(2.0 * right / (isTrue + isFound), metrics.F1);
    }

    [Fact]
    public void Entities_end_with_their_row_and_sum_over_batches()
    {
        var metrics = new EntityMetrics(s_labels);
        metrics.Add(Outputs("O B-PER I-PER O"), Classes("O B-PER I-PER O"), window: 2);     // two rows: two entities
        metrics.Add(Outputs("B-LOC O"), Classes("B-LOC I-LOC"), window: 2);
        Assert.Equal(["PER", "LOC"], metrics.Types);
        Assert.Equal((2L, 1.0, 1.0, 1.0), (metrics.CountOf(0), metrics.PrecisionOf(0), metrics.RecallOf(0), metrics.F1Of(0)));
        Assert.Equal((1L, 0.0, 0.0), (metrics.CountOf(1), metrics.RecallOf(1), metrics.F1Of(1)));
        Assert.Equal(2 / 3.0, metrics.F1);
        Assert.Matches(@"PER +2 +2 +100.0 % +100.0 % +100.0 %", metrics.ToString());
        Assert.Matches(@"all +3 +3 +66.7 %", metrics.ToString());
        metrics.Reset();
        Assert.Equal(double.NaN, metrics.F1);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Contains("'PER'", Assert.Throws<ArgumentException>(() => new EntityMetrics(["O", "PER"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new EntityMetrics(["O"]));
        var metrics = new EntityMetrics(s_labels);
        Assert.Throws<ArgumentException>(() => metrics.Add(new float[10], [0, 1, 2], 3));
        Assert.Throws<ArgumentException>(() => metrics.Add(new float[15], [0, 1, 2], 2));
        Assert.ThrowsAny<ArgumentException>(() => metrics.Add(new float[15], [0, 1, 5], 3));
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        var metrics = new EntityMetrics(s_labels);
        float[] outputs = Outputs("O B-PER I-PER O");
        int[] classes = Classes("O B-PER I-PER O");
        Allocated.AssertNothing(() => metrics.Add(outputs, classes, 4));
    }

    private static int[] Classes(string labels) => [.. labels.Split(' ').Select(label => Array.IndexOf(s_labels, label))];

    private static float[] Outputs(string labels) => [.. Classes(labels).SelectMany(label => Enumerable.Range(0, s_labels.Length).Select(i => i == label ? 0.9f : 0.025f))];
}
