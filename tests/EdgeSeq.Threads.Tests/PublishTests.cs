using System.Diagnostics;
using EdgeSeq.Memory;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Threads.Tests;

/// <summary>Weights that are published are seen whole or not at all.</summary>
public sealed class PublishTests
{
    [Fact]
    public async Task Readers_see_only_weights_of_whole_updates_while_a_model_learns()
    {
        using var learning = new Model<Words>(1);
        using var served = new Model<Words>(1);
        using var trainer = new Trainer<Words>(learning, new TrainerOptions { Batch = 4, Window = 3, Threads = 2 });
        var published = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        var outputs = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        var possible = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        Note(learning);
        trainer.Publish(served);
        bool ends = false;
        Task[] readers = [.. Enumerable.Range(0, 3).Select(i => Task.Run(() =>
        {
            using var session = new Session<Words>(served);
            for (int step = 0; !Volatile.Read(ref ends); step++)
            {
                seen.TryAdd(served.ComputeSha256(), true);
                outputs.TryAdd(Output(session), true);
                if (i == 2 && step % 8 == 0)
                {
                    Thread.Sleep(1);   // holds an old block meanwhile
                }
            }
        }))];
        for (ulong step = 0; step < 200; step++)
        {
            var sample = new Sample(Words.Shape, 4, 3, step);
            trainer.Step(sample.Input, sample.Target);
            Note(learning);
            trainer.Publish(served);
            if (step % 16 == 0)
            {
                await Task.Delay(1);
            }
        }

        Volatile.Write(ref ends, true);
        await Task.WhenAll(readers);
        Assert.Equal(learning.ComputeSha256(), served.ComputeSha256());
        Assert.True(seen.Count > 1);
        Assert.Subset(new HashSet<string>(published.Keys), new HashSet<string>(seen.Keys));
        Assert.Subset(new HashSet<string>(possible.Keys), new HashSet<string>(outputs.Keys));

        void Note(Model<Words> model)
        {
            published.TryAdd(model.ComputeSha256(), true);
            using var session = new Session<Words>(model);
            possible.TryAdd(Output(session), true);
        }

        // One call, which reads all weights that it needs.
        static string Output(Session<Words> session)
        {
            float[] logits = new float[Words.Vocabulary];
            session.Reset();
            session.Step(3, logits);
            return string.Join(' ', logits.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void Two_blocks_take_turns_and_one_that_is_held_is_left_alone()
    {
        using var blocks = new WeightBlocks(4, typeof(string));
        WeightBlock first = blocks.Current;
        blocks.Publish([1, 1, 1, 1]);
        WeightBlock second = blocks.Current;
        blocks.Publish([2, 2, 2, 2]);
        Assert.Same(first, blocks.Current);
        blocks.Publish([3, 3, 3, 3]);
        Assert.Same(second, blocks.Current);

        var reader = new WeightReader(blocks);
        for (int i = 0; i < 5; i++)
        {
            blocks.Publish([4, 4, 4, 4]);
            Assert.NotSame(second, blocks.Current);
        }

        Assert.Equal([3, 3, 3, 3], reader.Held.ToArray());
        Assert.Equal([4, 4, 4, 4], reader.Latest.ToArray());
        reader.Dispose();
        reader.Dispose();
        Assert.False(blocks.Current.Memory.IsClosed);
    }

    [Fact]
    public void A_trainer_publishes_to_another_model_only_and_to_none_that_was_disposed()
    {
        using var model = new Model<Words>(1);
        using var trainer = new Trainer<Words>(model, new TrainerOptions { Batch = 1, Window = 1 });
        Assert.Throws<ArgumentException>(() => trainer.Publish(model));
        var served = new Model<Words>(2);
        trainer.Publish(served);
        Assert.Equal(model.ComputeSha256(), served.ComputeSha256());
        served.Dispose();
        Assert.Throws<ObjectDisposedException>(() => trainer.Publish(served));
    }

    [Fact]
    public void Weights_are_published_to_a_model_of_the_same_normaliser_only()
    {
        using var model = new Model<Readings>(1) { Normalizer = new Normalizer([1, 2, 3], [4, 5, 6], [7, 8], [9, 10]) };
        using Model<Readings> served = model.Clone();
        using var trainer = new Trainer<Readings>(model, new TrainerOptions { Batch = 1, Window = 1 });
        trainer.Publish(served);
        served.Normalizer = new Normalizer([1, 2, 3], [4, 5, 6], [7, 8], [9, 10]);
        trainer.Publish(served);
        foreach (Normalizer? other in (Normalizer?[])[null, new([1, 2, 3], [4, 5, 7], [7, 8], [9, 10]), new([1, 2, 3], [4, 5, 6]), new([1, 2, 3], [4, 5, 6], [7, 8], [9, 10]) { Missing = MissingInputs.Mean }])
        {
            served.Normalizer = other;
            Assert.Contains("normaliser", Assert.Throws<ArgumentException>(() => trainer.Publish(served)).Message);
        }
    }

    [Fact]
    public async Task A_search_and_many_texts_are_made_with_one_set_of_weights_while_others_are_published()
    {
        using var first = new Model<Words>(1);
        using var second = new Model<Words>(2);
        using var served = first.Clone();
        using var one = new Trainer<Words>(first, new TrainerOptions { Batch = 1, Window = 1 });
        using var two = new Trainer<Words>(second, new TrainerOptions { Batch = 1, Window = 1 });
        string[] possible = [Results(first), Results(second)];
        bool ends = false;
        Task publishing = Task.Run(() =>
        {
            for (int i = 0; !Volatile.Read(ref ends); i++)
            {
                (i % 2 == 0 ? two : one).Publish(served);
                if (i % 64 == 0)
                {
                    Thread.Yield();   // as in PairTests
                }
            }
        });
        using (var reader = new Reader(served))
        {
            for (int i = 0; i < 300; i++)
            {
                foreach (string result in reader.Results())
                {
                    Assert.Contains(possible, all => all.Contains(result, StringComparison.Ordinal));
                }
            }
        }

        Volatile.Write(ref ends, true);
        await publishing;

        static string Results(Model<Words> model)
        {
            using var reader = new Reader(model);
            return string.Join('\n', reader.Results());
        }
    }

    [Fact]
    public async Task One_session_that_two_threads_use_at_once_is_noticed()
    {
        using var model = new Model<Words>(1);
        using var session = new Session<Words>(model);
        int noticed = 0;
        using var start = new Barrier(2);
        long begin = Stopwatch.GetTimestamp();

        // Threads of their own: of the pool's, the second may come when the first has ended.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(Use, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.True(noticed > 0);
        session.Step(1);   // it goes on

        void Use()
        {
            start.SignalAndWait();
            for (int step = 0; Volatile.Read(ref noticed) == 0 && (step % 1024 != 0 || Stopwatch.GetElapsedTime(begin).TotalMinutes < 1); step++)
            {
                try
                {
                    session.Step(step % Words.Vocabulary);
                }
                catch (InvalidOperationException e) when (e.Message.Contains("Two threads use one Session", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref noticed);
                }
            }
        }
    }

    /// <summary>Calls that run a model more than once.</summary>
    private sealed class Reader(Model<Words> model) : IDisposable
    {
        private readonly BeamSearch<Words> _search = new(model, new BeamOptions { Width = 3, MaxLength = 12 });
        private readonly BatchSampler<Words> _sampler = new(model, new SamplerOptions { Seed = 5 }, rows: 4);
        private readonly Scorer<Words> _scorer = new(model, rows: 2);

        public IEnumerable<string> Results()
        {
            int[] tokens = new int[12], texts = new int[5 * 12], lengths = new int[5];
            SequenceScore[] scores = new SequenceScore[3];
            BeamResult found = _search.Search([1, 2], tokens);
            yield return $"found {BitConverter.DoubleToInt64Bits(found.LogProbability)}";
            _sampler.Generate([3], texts, lengths);
            yield return $"texts {string.Join(' ', texts)}";
            _scorer.Score([1, 2, 3, 4, 5, 6, 7, 8, 9], [2, 4, 3], scores);
            yield return $"scores {string.Join(' ', scores.Select(score => BitConverter.DoubleToInt64Bits(score.LogProbability)))}";
            yield return $"score {BitConverter.DoubleToInt64Bits(_scorer.Score([1, 2, 3, 4, 5]).LogProbability)}.";
        }

        public void Dispose()
        {
            _search.Dispose();
            _sampler.Dispose();
            _scorer.Dispose();
        }
    }
}
