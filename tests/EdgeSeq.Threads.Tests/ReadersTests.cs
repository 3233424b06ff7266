using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Threads.Tests;

/// <summary>However many threads score texts, draw them, or sum up for a readout: the same bits.</summary>
public sealed class ReadersTests
{
    public static TheoryData<int, int> Rows => new() { { 1, 3 }, { 3, 2 }, { 16, 2 }, { 16, 3 }, { 16, 7 }, { 4, 64 } };

    [Theory]
    [MemberData(nameof(Rows))]
    public void No_bit_of_a_score_depends_on_the_number_of_threads(int rows, int threads)
    {
        using var model = new Model<Stack>(1);
        using var alone = new Scorer<Stack>(model, rows);
        using var together = new Scorer<Stack>(model, rows, threads);
        var random = new RandomGenerator(2);
        foreach (int count in (int[])[0, 1, 2, 40])
        {
            int[] lengths = [.. Enumerable.Range(0, count).Select(_ => (int)(random.NextDouble() * 12))];
            int[] tokens = [.. Enumerable.Range(0, lengths.Sum()).Select(_ => (int)(random.NextDouble() * Stack.Vocabulary))];
            SequenceScore[] expected = new SequenceScore[count], scores = new SequenceScore[count + 1];
            alone.Score(tokens, lengths, expected);
            scores[count] = new(7, 7);
            together.Score(tokens, lengths, scores);
            Assert.Equal(expected.Append(new(7, 7)), scores);
        }

        // Without a token; and one text that is longer than all others together.
        Assert.Equal(Empty(alone), Empty(together));
        int[] uneven = [1, 50, 0, 2, 1], text = [.. Enumerable.Range(0, 54).Select(i => i % Stack.Vocabulary)];
        SequenceScore[] first = new SequenceScore[5], second = new SequenceScore[5];
        alone.Score(text, uneven, first);
        together.Score(text, uneven, second);
        Assert.Equal(first, second);
        Assert.Equal(first[1], together.Score(text.AsSpan(1, 50)));

        static SequenceScore[] Empty(Scorer<Stack> scorer)
        {
            var scores = new SequenceScore[4];
            scorer.Score([], [0, 0, 0, 0], scores);
            return scores;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void No_text_depends_on_the_number_of_threads(int rows, int threads)
    {
        using var model = new Model<Words>(1);
        var options = new SamplerOptions { Seed = 4, StopToken = 2, RepetitionPenalty = 1.3f, RepetitionWindow = 3, Temperature = 0.9f };
        using var alone = new BatchSampler<Words>(model, options, rows);
        using var together = new BatchSampler<Words>(model, options, rows, threads);
        foreach (int texts in (int[])[1, 5, 16, 50])
        {
            int[] expected = [1, 5, 7, .. new int[(texts * 9) - 3]], output = [.. expected], lengths = new int[texts], otherLengths = new int[texts];
            alone.Generate(expected.AsSpan(0, 3), expected, lengths, first: 3);
            together.Generate(output.AsSpan(0, 3), output, otherLengths, first: 3);
            Assert.Equal(lengths, otherLengths);
            Assert.Equal(expected, output);
        }
    }

    [Fact]
    public void Logits_that_are_not_finite_are_refused_whichever_thread_meets_them_and_the_reader_goes_on()
    {
        using var model = new Model<Words>(1);
        using var sound = model.Clone();
        using var scorer = new Scorer<Words>(model, rows: 6, threads: 3);
        using var sampler = new BatchSampler<Words>(model, rows: 6, threads: 3);
        int[] tokens = [.. Enumerable.Range(0, 30).Select(i => i % Words.Vocabulary)], lengths = [5, 5, 5, 5, 5, 5], output = new int[30];
        var scores = new SequenceScore[6];
        model.Parameters.Fill(float.NaN);
        Assert.Throws<InvalidOperationException>(() => scorer.Score(tokens, lengths, scores));
        Assert.Throws<InvalidOperationException>(() => sampler.Generate([1], output, new int[6]));
        model.CopyWeightsFrom(sound);
        scorer.Score(tokens, lengths, scores);
        sampler.Generate([1], output, new int[6]);
        Assert.All(scores, score => Assert.True(score.LogProbability < 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void No_bit_of_a_readout_depends_on_the_number_of_threads(int batch)
    {
        AssertEqual<Reservoir>(batch);
        AssertEqual<Words>(batch);
        AssertEqual<BothEnds>(batch);
    }

    [Fact]
    public void Numbers_of_threads_are_checked()
    {
        using var model = new Model<Words>(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Scorer<Words>(model, threads: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSampler<Words>(model, threads: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RidgeReadout<Words>(model, new RidgeReadoutOptions { Threads = -1 }));
        new Scorer<Words>(model, threads: 0).Dispose();
        new BatchSampler<Words>(model, threads: 0).Dispose();
        new RidgeReadout<Words>(model, new RidgeReadoutOptions { Threads = 1_000 }).Dispose();
    }

    private static void AssertEqual<TShape>(int batch)
        where TShape : struct, ITrainableModel
    {
        (string digest, long count) alone = Fit<TShape>(batch, 1);
        Assert.True(alone.count > 0);
        foreach (int threads in (int[])[2, 3, 7])
        {
            Assert.Equal(alone, Fit<TShape>(batch, threads));
        }
    }

    private static (string Digest, long Count) Fit<TShape>(int batch, int threads)
        where TShape : struct, ITrainableModel
    {
        const int Window = 40;
        using var model = new Model<TShape>(1);
        int washOut = TShape.Shape.Direction == Direction.Forward ? 3 : 0;
        using var readout = new RidgeReadout<TShape>(model, new RidgeReadoutOptions { Batch = batch, Window = Window, WashOut = washOut, Threads = threads });
        for (ulong step = 0; step < 3; step++)
        {
            var sample = new Sample(TShape.Shape, batch, Window, step);
            readout.Add(sample.Input, sample.Target);
        }

        readout.Solve(ridge: 0.01);
        return (model.ComputeSha256(), readout.Count);
    }
}
