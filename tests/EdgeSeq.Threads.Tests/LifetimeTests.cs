using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Threads.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public async Task A_thousand_trainers_are_made_used_and_disposed_on_several_threads_at_any_time()
    {
        using var model = new Model<Words>(1);
        int[] rounds = new int[4];
        await EndsWhileItProgresses(rounds, Task.WhenAll(rounds.Select((_, lane) => Task.Factory.StartNew(
            () => Run(model, lane, ref rounds[lane]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))));
    }

    [Fact]
    public async Task A_step_on_several_threads_ends_or_is_refused_while_others_dispose()
    {
        for (int round = 0; round < 60; round++)
        {
            var model = new Model<Words>(1);
            var trainer = new Trainer<Words>(model, new TrainerOptions { Batch = 6, Window = 8, Threads = 3 });
            var group = new SessionGroup<Words>(model, 5, threads: 2);
            int[] streams = [group.Add(), group.Add()];
            var sample = new Sample(Words.Shape, 6, 8, 1);
            Task disposing = Task.Run(() =>
            {
                Thread.SpinWait(round * 500);
                (round % 2 == 0 ? (IDisposable)trainer : model).Dispose();
                (round % 2 == 0 ? (IDisposable)model : trainer).Dispose();
                group.Dispose();
            });
            Assert.Throws<ObjectDisposedException>(() => RunOn(() =>
            {
                trainer.Step(sample.Input, sample.Target);
                group.Step(streams, [1, 2]);
            }));
            await disposing;
        }
    }

    private static void RunOn(Action run)
    {
        while (true)
        {
            run();
        }
    }

    // A machine that others use, or that is stopped for a while, makes any single deadline a lie.
    private static async Task EndsWhileItProgresses(int[] rounds, Task all)
    {
        int[] before = [];
        for (int looks = 0; looks < 24; looks++)
        {
            if (await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(5))) == all)
            {
                await all;
                return;
            }

            int[] now = [.. rounds];
            (before, looks) = now.SequenceEqual(before) ? (before, looks) : (now, 0);
        }

        Assert.Fail($"For two minutes nothing has happened. Rounds done: {string.Join(", ", rounds)}.");
    }

    private static void Run(Model<Words> shared, int lane, ref int round)
    {
        var random = new RandomGenerator((ulong)lane);
        for (; round < 250; round++)
        {
            int batch = 1 + (int)(random.NextDouble() * 5);
            using var model = new Model<Words>((ulong)lane);
            var trainer = new Trainer<Words>(model, new TrainerOptions { Batch = batch, Window = 2, Threads = 1 + (int)(random.NextDouble() * 4) });
            var evaluator = new Evaluator<Words>(shared, batch, 2, threads: 2);
            var sample = new Sample(Words.Shape, batch, 2, (ulong)round);
            for (int step = (int)(random.NextDouble() * 4); step > 0; step--)
            {
                trainer.Step(sample.Input, sample.Target);
                evaluator.Add(sample.Input, sample.Target);
            }

            if (random.NextDouble() < 0.9)
            {
                trainer.Dispose();   // the rest is forgotten
                evaluator.Dispose();
            }
        }
    }
}
