using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EdgeSeq.Memory;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Threads.Tests;

/// <summary>An encoder and its decoder are published together: nobody reads one with what was before the other.</summary>
public sealed class PairTests
{
    private const int Batch = 3, SourceWindow = 4, Window = 5;

    [Fact]
    public async Task Readers_see_only_whole_pairs_while_two_of_them_learn()
    {
        using var encoder = new Model<Source>(1);
        using var decoder = new Model<Words>(1);
        using var first = new Learner(2, encoder, decoder);
        using var second = new Learner(3, encoder, decoder);
        var possible = new ConcurrentDictionary<string, bool>();
        var seen = new ConcurrentDictionary<string, bool>();
        first.Publish();
        possible.TryAdd(Seen(encoder, decoder), true);
        bool ends = false;
        int[] calls = new int[3];
        Task[] readers = [.. Enumerable.Range(0, 3).Select(reader => Task.Run(() => Read(reader)))];

        // On a busy machine readers may begin late.
        for (int step = 0; step % 2 == 1 || step < 3_000 || calls.Min() < 100; step++)
        {
            Learner learner = step % 2 == 0 ? first : second;
            if (step % 40 == 0)
            {
                await Task.Delay(1);
            }

            if (step % 40 < 2 && step < 3_000)
            {
                learner.Step((ulong)step);
                possible.TryAdd(Seen(learner.Encoder, learner.Decoder), true);
            }

            learner.Publish();
        }

        Volatile.Write(ref ends, true);
        await Task.WhenAll(readers);
        Assert.Equal(Seen(second.Encoder, second.Decoder), Seen(encoder, decoder));
        Assert.True(seen.Count > 10, $"{seen.Count} pairs were seen.");
        Assert.Subset(new HashSet<string>(possible.Keys), new HashSet<string>(seen.Keys));

        void Read(int reader)
        {
            using var pair = new WeightPair(encoder.Weights, decoder.Weights);
            using var translator = new EncoderDecoder<Source, Words>(encoder, decoder, SourceWindow, new BeamOptions { Width = 2, MaxLength = Window });
            using var evaluator = new EncoderDecoderEvaluator<Source, Words>(encoder, decoder, Batch, SourceWindow, Window, threads: 2);
            for (; !Volatile.Read(ref ends); calls[reader]++)
            {
                pair.Renew();
                seen.TryAdd(reader switch { 0 => Digest(pair), 1 => Translation(translator), _ => Loss(evaluator) }, true);
            }
        }

        string Seen(Model<Source> encoder, Model<Words> decoder)
        {
            using var pair = new WeightPair(encoder.Weights, decoder.Weights);
            using var translator = new EncoderDecoder<Source, Words>(encoder, decoder, SourceWindow, new BeamOptions { Width = 2, MaxLength = Window });
            using var evaluator = new EncoderDecoderEvaluator<Source, Words>(encoder, decoder, Batch, SourceWindow, Window);
            possible.TryAdd(Translation(translator), true);
            possible.TryAdd(Loss(evaluator), true);
            return Digest(pair);
        }
    }

    [Fact]
    public async Task Both_blocks_of_a_pair_are_of_one_publication_however_fast_they_follow_each_other()
    {
        using var first = new WeightBlocks(1, typeof(string));
        using var second = new WeightBlocks(1, typeof(string));
        bool ends = false;
        Task publishing = Task.Run(() =>
        {
            for (float i = 1; !Volatile.Read(ref ends); i++)
            {
                WeightBlocks.PublishPair(first, [i], second, [i]);
                if (i % 64 == 0)
                {
                    Thread.Yield();   // into the system: the runtime may fail for minutes to stop a loop this short, and all other tests wait with the collector
                }
            }
        });
        using var pair = new WeightPair(first, second);
        int torn = 0;
        long begin = Stopwatch.GetTimestamp();
        for (float last = 0, renewed = 0; renewed < 20_000 && Stopwatch.GetElapsedTime(begin).TotalSeconds < 2;)
        {
            pair.Renew();
            float seen = pair.First.Held[0];
            torn += seen == pair.Second.Held[0] ? 0 : 1;
            renewed += seen == last ? 0 : 1;
            last = seen;
        }

        Volatile.Write(ref ends, true);
        await publishing;
        Assert.Equal(0, torn);
        pair.Renew();
        Assert.Equal(first.Current.Floats[0], pair.First.Held[0]);
        Assert.Equal(first.Current.Floats[0], pair.Second.Held[0]);
    }

    [Fact]
    public void What_is_no_pair_of_models_of_their_own_is_refused()
    {
        using var encoder = new Model<Words>(1);
        using var decoder = new Model<Words>(2);
        using var served = new Model<Words>(3);
        using var other = new Model<Words>(4);
        using var trainer = new EncoderDecoderTrainer<Words, Words>(encoder, decoder, SourceWindow, new TrainerOptions { Batch = 1, Window = Window });
        string before = served.ComputeSha256();
        Assert.Throws<ArgumentException>(() => trainer.Publish(encoder, served));
        Assert.Throws<ArgumentException>(() => trainer.Publish(served, decoder));
        Assert.Throws<ArgumentException>(() => trainer.Publish(served, encoder));
        Assert.Throws<ArgumentException>(() => trainer.Publish(decoder, served));
        Assert.Throws<ArgumentException>(() => trainer.Publish(served, served));
        Assert.Equal(before, served.ComputeSha256());
        trainer.Publish(served, other);
        Assert.Equal((encoder.ComputeSha256(), decoder.ComputeSha256()), (served.ComputeSha256(), other.ComputeSha256()));
        other.Dispose();
        Assert.Throws<ObjectDisposedException>(() => trainer.Publish(served, other));
    }

    private static string Digest(WeightPair pair)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(pair.First.Held));
        hash.AppendData(MemoryMarshal.AsBytes(pair.Second.Held));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static string Translation(EncoderDecoder<Source, Words> translator)
    {
        float[] source = [.. Enumerable.Range(0, SourceWindow * 3).Select(i => i / 5f)];
        int[] output = new int[Window];
        BeamResult result = translator.Decode(source, output);
        return $"ln P {BitConverter.DoubleToInt64Bits(result.LogProbability)}";
    }

    private static string Loss(EncoderDecoderEvaluator<Source, Words> evaluator)
    {
        evaluator.Reset();
        evaluator.Add(new Sample(Source.Shape, Batch, SourceWindow, 5).Input, new Sample(Words.Shape, Batch, Window, 6).Input.Tokens);
        return $"loss {BitConverter.DoubleToInt64Bits(evaluator.Sum)}";
    }

    /// <summary>Two models that learn, and publish to the same two.</summary>
    private sealed class Learner : IDisposable
    {
        private readonly Model<Source> _servedEncoder;
        private readonly Model<Words> _servedDecoder;
        private readonly EncoderDecoderTrainer<Source, Words> _trainer;

        public Learner(ulong seed, Model<Source> servedEncoder, Model<Words> servedDecoder)
        {
            (_servedEncoder, _servedDecoder) = (servedEncoder, servedDecoder);
            (Encoder, Decoder) = (new Model<Source>(seed), new Model<Words>(seed));
            _trainer = new EncoderDecoderTrainer<Source, Words>(Encoder, Decoder, SourceWindow, new TrainerOptions { Batch = Batch, Window = Window });
        }

        public Model<Source> Encoder { get; }

        public Model<Words> Decoder { get; }

        public void Step(ulong seed)
        {
            TrainingStep step = _trainer.Step(new Sample(Source.Shape, Batch, SourceWindow, seed).Input, new Sample(Words.Shape, Batch, Window, seed).Input.Tokens);
            Assert.Equal(TrainingOutcome.Applied, step.Outcome);
        }

        public void Publish() => _trainer.Publish(_servedEncoder, _servedDecoder);

        public void Dispose()
        {
            _trainer.Dispose();
            Encoder.Dispose();
            Decoder.Dispose();
        }
    }
}
