using System.Diagnostics;

namespace EdgeSeq.Generators.Tests.Pipeline;

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
        Assert.True(Enumerable.Range(0, 5).Any(_ => IsCancelledMidway()), "Five runs went on to their end after they were cancelled.");
    }

    /// <summary>Cancels at a quarter of the time that a run takes; on a busy machine the timer may come too late.</summary>
    private static bool IsCancelledMidway()
    {
        var watch = Stopwatch.StartNew();
        _ = GeneratorRun.Of(Large);
        using var source = new CancellationTokenSource(watch.Elapsed / 4);
        try
        {
            _ = GeneratorRun.Of(Compiler.Create(Large), source.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
