using BenchmarkDotNet.Attributes;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Micro;

/// <summary>A token drawn from a GRU's text with temperature and top-k.</summary>
[MemoryDiagnoser]
public class SamplingBenchmarks
{
    private IContestant? _contestant;

    [Params(96, 256)]
    public int Vocabulary { get; set; }

    [Params(64, 128, 256)]
    public int Hidden { get; set; }

    [GlobalSetup]
    public void SetUp() => _contestant = Workloads.EdgeSeq($"sample-v{Vocabulary} gru H={Hidden} B=1");

    [GlobalCleanup]
    public void CleanUp() => _contestant?.Dispose();

    [Benchmark]
    public void Sample() => _contestant!.Run(1);
}
