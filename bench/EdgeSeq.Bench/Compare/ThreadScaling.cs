using System.Diagnostics;
using System.Globalization;
using EdgeSeq.Bench.Peers;
using EdgeSeq.Training;

namespace EdgeSeq.Bench.Compare;

/// <summary>
/// <c>compare --threads</c>: training and reading on several threads beside one, and many streams in a group beside sessions of their own. In turn, a few
/// milliseconds each, so that all meet the same disturbances; the ratio is that of the medians, and beside it that of the fastest rounds. The ceiling is what
/// trainers reach together that share nothing, one on each thread: what cores, caches and clocks allow.
/// </summary>
/// <param name="threads">How many.</param>
/// <param name="filter">Only lines whose label has all these words.</param>
internal sealed class ThreadScaling(int threads, string[] filter)
{
    private const double RoundSeconds = 0.008;
    private const int RoundCount = 101, Window = 64, Streams = 16;

    public int Run(bool best)
    {
        Console.WriteLine($"EdgeSeq on {Hardware.ActiveIsa}, {threads} threads beside 1, {Environment.ProcessorCount} processors");
        PrintHeader("1 thread us", "threads us");
        foreach (int batch in (int[])[16, 32])
        {
            Train<GruV96H64>("gru H=64", batch);
            Train<GruV96H128>("gru H=128", batch);
            Train<LstmV96H64>("lstm H=64", batch);
            Train<LstmV96H128>("lstm H=128", batch);
            Train<GruV96H128L2>("gru H=128, 2 layers", batch);
        }

        Console.WriteLine();
        PrintHeader("1 thread us", "threads us");
        Read<GruV96H64>("gru H=64");
        Read<GruV96H128>("gru H=128");

        Console.WriteLine($"\n{Streams} streams, one step of each: sessions of their own, and a group, both on one thread");
        PrintHeader("sessions us", "group us");
        Step<GruV96H64>("gru H=64");
        Step<GruV96H128>("gru H=128");
        Step<LstmV96H128>("lstm H=128");
        Console.WriteLine();
        return ThreadPeers.Run(threads, filter, best);
    }

    private void Train<TShape>(string name, int batch)
        where TShape : struct, ILanguageModel, ITrainableModel
    {
        string label = $"train-v96 {name} B={batch}";
        if (!CompareCommand.Matches(label, filter))
        {
            return;
        }

        using var firstModel = new Model<TShape>(1);
        using var secondModel = new Model<TShape>(1);
        var options = new TrainerOptions { Batch = batch, Window = Window };
        using var alone = new Trainer<TShape>(firstModel, options);
        using var together = new Trainer<TShape>(secondModel, options with { Threads = threads });
        var batches = new TrainingBatches(TShape.Shape.Vocabulary, batch, Window);
        (double[] one, double[] many) = Measure(i => alone.Step(batches.Inputs(i), batches.Targets(i)), i => together.Step(batches.Inputs(i), batches.Targets(i)));
        long begin = Stopwatch.GetTimestamp(), busy = together.BusyTicks;
        for (int i = 0; i < 20; i++)
        {
            together.Step(batches.Inputs(i), batches.Targets(i));
        }

        double share = 1 - ((double)(together.BusyTicks - busy) / (Math.Min(threads, batch) * (Stopwatch.GetTimestamp() - begin)));
        using var independent = new IndependentTrainers<TShape>(threads, options, batches);
        double ceiling = independent.Ceiling(count => Time(i => alone.Step(batches.Inputs(i), batches.Targets(i)), count));
        Print(label, one, many, share, ceiling);
    }

    private void Read<TShape>(string name)
        where TShape : struct, ILanguageModel, ITrainableModel
    {
        const int Texts = 64, Length = 40;
        if (!CompareCommand.Matches($"read {name}", filter))
        {
            return;
        }

        using var model = new Model<TShape>(1);
        using Scorer<TShape> scorer = new(model), scorers = new(model, threads: threads);
        int[] tokens = [.. Enumerable.Range(0, Texts * Length).Select(i => i * 7 % TShape.Shape.Vocabulary)], lengths = [.. Enumerable.Repeat(Length, Texts)];
        var scores = new SequenceScore[Texts];
        (double[] one, double[] many) = Measure(_ => scorer.Score(tokens, lengths, scores), _ => scorers.Score(tokens, lengths, scores));
        Print($"score {name} {Texts} texts", one, many);

        var options = new SamplerOptions { Temperature = 0.8f, TopK = 40 };
        using BatchSampler<TShape> sampler = new(model, options), samplers = new(model, options, threads: threads);
        (one, many) = Measure(_ => sampler.Generate([1], tokens, lengths), _ => samplers.Generate([1], tokens, lengths));
        Print($"draw {name} {Texts} texts", one, many);
    }

    private void Step<TShape>(string name)
        where TShape : struct, ILanguageModel, ITrainableModel
    {
        if (!CompareCommand.Matches($"streams {name}", filter))
        {
            return;
        }

        using var model = new Model<TShape>(1);
        Session<TShape>[] sessions = [.. Enumerable.Range(0, Streams).Select(_ => new Session<TShape>(model))];
        using var group = new SessionGroup<TShape>(model, Streams);
        int[] tokens = [.. sessions.Select((_, i) => group.Add() * 5 % TShape.Shape.Vocabulary)];
        float[] logits = new float[Streams * TShape.Shape.Vocabulary];
        (double[] one, double[] many) = Measure(
            _ =>
            {
                for (int i = 0; i < Streams; i++)
                {
                    sessions[i].Step(tokens[i], logits.AsSpan(i * TShape.Shape.Vocabulary, TShape.Shape.Vocabulary));
                }
            },
            _ => group.Step(group.Streams, tokens, logits));
        Print($"streams {name} N={Streams}", one, many);
        Array.ForEach(sessions, session => session.Dispose());
    }

    /// <summary>Seconds of an iteration in each round, sorted.</summary>
    private static (double[] First, double[] Second) Measure(Action<int> first, Action<int> second)
    {
        Time(first, 20);
        Time(second, 20);
        int count = Math.Max(3, (int)(RoundSeconds / Time(first, 3)));
        double[] one = new double[RoundCount], many = new double[RoundCount];
        for (int round = 0; round < RoundCount; round++)
        {
            one[round] = Time(first, count);
            Time(second, 1);   // threads that fell asleep meanwhile are awake again
            many[round] = Time(second, count);
        }

        Array.Sort(one);
        Array.Sort(many);
        return (one, many);
    }

    private static double Time(Action<int> action, int count)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            action(i);
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds / count;
    }

    private static void PrintHeader(string one, string many) =>
        Console.WriteLine($"{"",-32} {one,12} {many,12} {"median ratio",13} {"fastest ratio",14} {"waiting",8} {"ceiling",8}");

    private static void Print(string label, double[] one, double[] many, double? waiting = null, double? ceiling = null)
    {
        int middle = RoundCount / 2;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{label,-32} {one[middle] * 1e6,12:F1} {many[middle] * 1e6,12:F1} {one[middle] / many[middle],13:F2} {one[0] / many[0],14:F2} {waiting,8:P0} {ceiling,8:F2}"));
    }
}
