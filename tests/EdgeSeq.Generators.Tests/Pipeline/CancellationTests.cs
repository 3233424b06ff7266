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
        var watch = Stopwatch.StartNew();
        Assert.Equal(4 * 65 + 1, GeneratorRun.Of(Large).Files.Count);
        using var source = new CancellationTokenSource(watch.Elapsed / 8);
        Assert.ThrowsAny<OperationCanceledException>(() => GeneratorRun.Of(Compiler.Create(Large), source.Token));
    }
}
