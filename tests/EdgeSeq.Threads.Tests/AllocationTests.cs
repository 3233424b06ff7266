using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Threads.Tests;

/// <summary>Nothing is allocated on any thread of the process while several of them work.</summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    // The runtime and the test runner allocate beside the tests; on a loaded machine in nearly every attempt.
    private const int MostAttempts = 400;

    [Fact]
    public void Training_steps()
    {
        using var model = new Model<Words>(1);
        using var trainer = new Trainer<Words>(model, new TrainerOptions { Batch = 12, Window = 5, Threads = 3, ClipValue = 1 });
        var sample = new Sample(Words.Shape, 12, 5, seed: 2);
        AssertNothing(() => trainer.Step(sample.Input, sample.Target));
    }

    [Fact]
    public void Evaluations_and_publications()
    {
        using var model = new Model<Words>(1);
        using var served = new Model<Words>(1);
        using var trainer = new Trainer<Words>(model, new TrainerOptions { Batch = 2, Window = 2 });
        using var evaluator = new Evaluator<Words>(served, batch: 12, window: 5, threads: 3);
        var sample = new Sample(Words.Shape, 12, 5, seed: 2);
        AssertNothing(() =>
        {
            evaluator.Add(sample.Input, sample.Target);
            trainer.Publish(served);
        });
    }

    [Fact]
    public void Encoders_and_decoders()
    {
        using var encoder = new Model<Source>(1);
        using var decoder = new Model<Words>(1);
        using var servedEncoder = new Model<Source>(1);
        using var servedDecoder = new Model<Words>(1);
        using var trainer = new EncoderDecoderTrainer<Source, Words>(encoder, decoder, 4, new TrainerOptions { Batch = 6, Window = 5, Threads = 3 });
        using var evaluator = new EncoderDecoderEvaluator<Source, Words>(servedEncoder, servedDecoder, 6, 4, 5, threads: 3);
        Sample source = new(Source.Shape, 6, 4, seed: 2), target = new(Words.Shape, 6, 5, seed: 3);
        AssertNothing(() =>
        {
            trainer.Step(source.Input, target.Input.Tokens);
            trainer.Publish(servedEncoder, servedDecoder);
            evaluator.Add(source.Input, target.Input.Tokens);
        });
    }

    [Fact]
    public void Scores_texts_and_sums()
    {
        using var model = new Model<Words>(1);
        using var scorer = new Scorer<Words>(model, rows: 4, threads: 3);
        using var sampler = new BatchSampler<Words>(model, rows: 4, threads: 3);
        using var readout = new RidgeReadout<Words>(model, new RidgeReadoutOptions { Batch = 2, Window = 5, Threads = 3 });
        int[] tokens = [.. Enumerable.Range(0, 30).Select(i => i % Words.Vocabulary)], lengths = [5, 5, 5, 5, 5, 5], output = new int[30], drawn = new int[6];
        var scores = new SequenceScore[6];
        var sample = new Sample(Words.Shape, 2, 5, seed: 2);
        AssertNothing(() =>
        {
            scorer.Score(tokens, lengths, scores);
            sampler.Generate(tokens.AsSpan(0, 2), output, drawn);
            readout.Add(sample.Input, sample.Target);
        });
    }

    [Fact]
    public void Streams_that_step_come_and_go()
    {
        using var model = new Model<Words>(1);
        using var group = new SessionGroup<Words>(model, capacity: 5, threads: 2);
        int[] tokens = [1, 2, 3];
        float[] logits = new float[3 * Words.Vocabulary];
        group.Add();
        group.Add();
        AssertNothing(() =>
        {
            int stream = group.Add();
            group.Step(group.Streams, tokens, logits);
            group.Remove(stream);
        });
    }

    private static void AssertNothing(Action action)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < MostAttempts && least > 0; attempt++)
        {
            // What the action allocates, it allocates every time.
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < 20; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, least);
    }
}
