using Xunit;

namespace EdgeSeq.Threads.Tests;

public sealed class TeamTests
{
    [Fact]
    public void Every_part_runs_once_in_every_round_however_late_its_thread_is()
    {
        using var team = new Team(5);
        var work = new Counting(5);
        for (int round = 1; round <= 300; round++)
        {
            if (round % 50 == 0)
            {
                Thread.Sleep(2);   // they sleep by now
            }

            team.Run(work);
            Assert.All(work.Counts, count => Assert.Equal(round, count));
        }

        Assert.Equal(5, work.Threads.Distinct().Count());
        Assert.DoesNotContain(work.Threads.Skip(1), thread => thread.IsThreadPoolThread || !thread.IsBackground);
    }

    [Fact]
    public void An_exception_of_a_part_is_the_callers_and_the_team_goes_on()
    {
        using var team = new Team(3);
        for (int round = 0; round < 20; round++)
        {
            for (int part = 0; part < 3; part++)
            {
                Assert.Equal($"part {part}", Assert.Throws<InvalidOperationException>(() => team.Run(new Failing(part))).Message);
            }

            var work = new Counting(3);
            team.Run(work);
            Assert.Equal([1, 1, 1], work.Counts);
        }
    }

    [Fact]
    public void Threads_end_with_a_team_that_is_disposed_or_forgotten()
    {
        Thread[] disposed = Threads(dispose: true), forgotten = Threads(dispose: false);
        Assert.All(disposed, AssertEnds);
        for (int i = 0; i < 100 && forgotten.Any(thread => thread.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }

        Assert.All(forgotten, AssertEnds);

        static void AssertEnds(Thread thread) => Assert.True(thread.Join(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Turns_come_in_order_at_every_thing_and_end_where_one_fails()
    {
        const int Threads = 4, Things = 6, Rounds = 50;
        var turns = new Turns(Things, Threads);
        var order = new List<int>[Things];
        for (int thing = 0; thing < Things; thing++)
        {
            order[thing] = [];
        }

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                for (int thing = 0; thing < Things; thing++)
                {
                    Assert.True(turns.Await(thing, (round * Threads) + thread));
                    order[thing].Add((round * Threads) + thread);
                    turns.Pass(thing);
                }
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.All(order, list => Assert.Equal(Enumerable.Range(0, Threads * Rounds), list));

        turns.Restart();
        Task<bool> waiting = Task.Run(() => turns.Await(0, 1));
        Thread.Sleep(5);
        turns.Abandon();
        Assert.False(await waiting);
        turns.Restart();
        Assert.True(turns.Await(0, 0));
    }

    private static Thread[] Threads(bool dispose)
    {
        var team = new Team(3);
        var work = new Counting(3);
        team.Run(work);
        if (dispose)
        {
            team.Dispose();
        }

        return [.. work.Threads.Skip(1)];
    }

    private sealed class Counting(int parts) : IShared
    {
        public int[] Counts { get; } = new int[parts];

        public Thread[] Threads { get; } = new Thread[parts];

        public void Run(int part)
        {
            Counts[part]++;
            Threads[part] = Thread.CurrentThread;
        }
    }

    private sealed class Failing(int bad) : IShared
    {
        public void Run(int part)
        {
            if (part == bad)
            {
                throw new InvalidOperationException($"part {part}");
            }
        }
    }
}
