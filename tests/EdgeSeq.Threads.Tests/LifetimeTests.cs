using Xunit;

namespace EdgeSeq.Threads.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public async Task A_thousand_trainers_are_made_used_and_disposed_on_several_threads_at_any_time()
    {
        using var model = new Model<Words>(1);
        Task all = Task.WhenAll(Enumerable.Range(0, 4).Select(lane => Task.Run(() => Run(model, (ulong)lane))));
        Assert.Same(all, await Task.WhenAny(all, Task.Delay(TimeSpan.FromMinutes(2))));
        await all;
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

    private static void Run(Model<Words> shared, ulong lane)
    {
        var random = new RandomGenerator(lane);
        for (int i = 0; i < 250; i++)
        {
            int batch = 1 + (int)(random.NextDouble() * 5);
            using var model = new Model<Words>(lane);
            var trainer = new Trainer<Words>(model, new TrainerOptions { Batch = batch, Window = 2, Threads = 1 + (int)(random.NextDouble() * 4) });
            var evaluator = new Evaluator<Words>(shared, batch, 2, threads: 2);
            var sample = new Sample(Words.Shape, batch, 2, (ulong)i);
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
