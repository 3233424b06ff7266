using EdgeSeq.Tests.Doubles;
using EdgeSeq.Tests.Golden;
using Xunit;

namespace EdgeSeq.Tests.Inference;

[Collection(Alone.Name)]
public sealed class ScorerTests
{
    private const int V = 11;

    [Fact]
    public void A_thousand_sentences_agree_with_a_double_precision_reference_and_allocate_nothing()
    {
        using Model<GoldenGruV11H16> model = Lively();
        (int[] tokens, int[] lengths) = Sentences(1000);
        SequenceScore[] scores = new SequenceScore[1000];
        using var scorer = new Scorer<GoldenGruV11H16>(model);
        Allocated.AssertNothing(() => scorer.Score(tokens, lengths, scores), repetitions: 1);

        var reference = new GruReference<GoldenGruV11H16>(model);
        int at = 0;
        for (int i = 0; i < 1000; at += lengths[i++])
        {
            double expected = reference.LogProbabilities(tokens.AsSpan(at, lengths[i])).Sum();
            Assert.Equal(expected, scores[i].LogProbability, 1e-4);
            Assert.Equal(lengths[i], scores[i].Count);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void A_sequence_has_the_same_bits_alone_and_among_others(int rows)
    {
        using Model<GoldenGruV11H16> model = Lively();
        (int[] tokens, int[] lengths) = Sentences(40);
        SequenceScore[] scores = new SequenceScore[40];
        using var many = new Scorer<GoldenGruV11H16>(model, rows);
        using var one = new Scorer<GoldenGruV11H16>(model);
        many.Score(tokens, lengths, scores);
        int at = 0;
        Assert.All(lengths.Zip(scores), pair =>
        {
            Assert.Equal(one.Score(tokens.AsSpan(at, pair.First)), pair.Second);
            at += pair.First;
        });
    }

    [Fact]
    public void Terms_are_those_of_the_reference_and_add_up_to_the_total()
    {
        using Model<GoldenGruV11H16> model = Lively();
        using var scorer = new Scorer<GoldenGruV11H16>(model);
        int[] tokens = [3, 0, 10, 7, 7, 1];
        float[] terms = new float[6];
        SequenceScore score = scorer.Score(tokens, terms);
        double[] expected = new GruReference<GoldenGruV11H16>(model).LogProbabilities(tokens);
        Assert.All(expected.Zip(terms), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(terms.Sum(t => (double)t), score.LogProbability);
    }

    [Fact]
    public void Probabilities_of_all_continuations_sum_to_one()
    {
        using Model<GoldenGruV11H16> model = Lively();
        using var scorer = new Scorer<GoldenGruV11H16>(model);
        double prefix = scorer.Score([4, 2]).LogProbability;
        double sum = 0;
        for (int a = 0; a < V; a++)
        {
            for (int b = 0; b < V; b++)
            {
                sum += Math.Exp(scorer.Score([4, 2, a, b]).LogProbability - prefix);
            }
        }

        Assert.Equal(1, sum, 1e-5);
    }

    [Fact]
    public void Huge_logits_neither_overflow_nor_underflow()
    {
        using var model = new Model<TinyElman>(1);
        model.SetParameter("b_y", new float[1, 5] { { 3e4f, -3e4f, 3e4f, 0, 0 } });
        using var scorer = new Scorer<TinyElman>(model);
        Assert.Equal(-Math.Log(2), scorer.Score([0]).LogProbability, 0.5);
        Assert.Equal(-6e4, scorer.Score([1]).LogProbability, 1.0);
    }

    [Fact]
    public void Measures_are_those_of_the_books()
    {
        var score = new SequenceScore(-8 * Math.Log(2), 4);
        Assert.Equal(2 * Math.Log(2), score.Loss, 1e-12);
        Assert.Equal(4, score.Perplexity, 1e-5);
        Assert.Equal(1, score.BitsPerCharacter(8), 1e-12);
        Assert.Equal((0, 1), (default(SequenceScore).Loss, default(SequenceScore).Perplexity));
        Assert.Throws<ArgumentOutOfRangeException>(() => score.BitsPerCharacter(0));
    }

    [Fact]
    public void Ranking_puts_the_likeliest_first_and_of_equal_ones_the_earlier()
    {
        var random = new RandomGenerator(2);
        for (int count = 0; count < 60; count++)
        {
            SequenceScore[] scores = [.. Enumerable.Range(0, count).Select(_ => new SequenceScore(-random.NextInt32(20), 1))];
            int[] order = new int[count];
            Allocated.AssertNothing(() => Scorer<TinyElman>.Rank(scores, order), repetitions: 1);
            Assert.Equal(Enumerable.Range(0, count).OrderByDescending(i => scores[i].LogProbability).ThenBy(i => i), order);
        }
    }

    [Fact]
    public void Wrong_arguments_are_refused_before_anything_is_written()
    {
        using var model = new Model<TinyElman>();
        var scorer = new Scorer<TinyElman>(model);
        SequenceScore[] scores = new SequenceScore[2];
        float[] terms = new float[2];
        Assert.Contains("[1] is 5", Assert.Throws<ArgumentOutOfRangeException>(() => scorer.Score([0, 5], terms)).Message);
        Assert.Contains("[0] is -1", Assert.Throws<ArgumentOutOfRangeException>(() => scorer.Score([-1])).Message);
        Assert.Contains("holds 2 floats", Assert.Throws<ArgumentException>(() => scorer.Score([0, 1, 2], terms)).Message);
        Assert.Contains("add up to 4 tokens; there are 3", Assert.Throws<ArgumentException>(() => scorer.Score([0, 1, 2], [2, 2], scores)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => scorer.Score([0, 1], [3, -1], scores));
        Assert.Throws<ArgumentOutOfRangeException>(() => scorer.Score([0, 9], [1, 1], scores));
        Assert.Throws<ArgumentException>(() => scorer.Score([0, 1], [1, 1], new SequenceScore[1]));
        Assert.Throws<ArgumentException>(() => Scorer<TinyElman>.Rank(scores, new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Scorer<TinyElman>(model, rows: 0));
        Assert.Equal([0f, 0f], terms);
        Assert.Equal(new SequenceScore[2], scores);
        scorer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scorer.Score([1]));
    }

    [Fact]
    public void A_damaged_model_is_named_as_such()
    {
        using var model = new Model<TinyElman>();
        model.Parameters.Fill(float.NaN);
        using var scorer = new Scorer<TinyElman>(model);
        Assert.Throws<InvalidOperationException>(() => scorer.Score([1]));
    }

    /// <summary>A model whose logits differ by several nats.</summary>
    private static Model<GoldenGruV11H16> Lively()
    {
        var model = new Model<GoldenGruV11H16>(3, Initialization.PyTorch);
        foreach (ref float weight in model.Parameters)
        {
            weight *= 3;
        }

        return model;
    }

    private static (int[] Tokens, int[] Lengths) Sentences(int count)
    {
        var random = new RandomGenerator(5);
        int[] lengths = [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(30))];
        return ([.. Enumerable.Range(0, lengths.Sum()).Select(_ => random.NextInt32(V))], lengths);
    }
}
