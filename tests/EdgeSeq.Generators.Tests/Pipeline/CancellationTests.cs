using System.Diagnostics;

namespace EdgeSeq.Generators.Tests.Pipeline;

[Trait("Isa", "none")]
public class CancellationTests
{
    /// <summary>Layers of many sizes, each with kernels of its own: a second of work or so.</summary>
    private static readonly string Large =
        $"using EdgeSeq; [SequenceModel(Cell.Lstm, Vocabulary = 256, HiddenSizes = new[] {{ {string.Join(", ", Enumerable.Range(20, 64))} }})] partial struct Large;";

    [Fact]
    public void A_run_that_is_no_longer_wanted_ends() =>
        Assert.Throws<OperationCanceledException>(() => GeneratorRun.Of(Compiler.Create(Large), new CancellationToken(canceled: true)));

    [Fact]
    public void A_run_ends_in_the_midst_of_emission()
    {
        Assert.Equal(4 * 65 + 1, GeneratorRun.Of(Large).Files.Count);
        Assert.True(Enumerable.Range(0, 20).Any(i => IsCancelledAfter(4 << (i % 5))), "Twenty runs went on to their end after they were cancelled.");
    }

    /// <summary>
    /// Cancels at a fraction of the time that a run takes, from a thread of its own: other tests keep the timers of the pool
    /// waiting, and on a busy machine even the thread may come too late.
    /// </summary>
    private static bool IsCancelledAfter(int fraction)
    {
        var watch = Stopwatch.StartNew();
        _ = GeneratorRun.Of(Large);
        TimeSpan delay = watch.Elapsed / fraction;
        using var source = new CancellationTokenSource();
        var canceller = new Thread(() =>
        {
            Thread.Sleep(delay);
            source.Cancel();
        });
        canceller.Start();
        try
        {
            _ = GeneratorRun.Of(Compiler.Create(Large), source.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        finally
        {
            canceller.Join();
        }
    }
}
