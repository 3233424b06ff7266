using BenchmarkDotNet.Attributes;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Micro;

/// <summary>A whole sequence of 64 vectors of 96 numbers.</summary>
[MemoryDiagnoser]
public class SequenceBenchmarks
{
    private IContestant? _contestant;

    [Params("rnn", "gru", "lstm")]
    public string Cell { get; set; } = "";

    [Params(16, 64, 128, 256)]
    public int Hidden { get; set; }

    [GlobalSetup]
    public void SetUp() => _contestant = Workloads.EdgeSeq($"sequence {Cell} H={Hidden} B=1");

    [GlobalCleanup]
    public void CleanUp() => _contestant?.Dispose();

    [Benchmark]
    public void Sequence() => _contestant!.Run(1);
}
