using BenchmarkDotNet.Attributes;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Micro;

/// <summary>A whole training step, V = 96, T = 64: forward, loss, backward, clip, Adam.</summary>
[MemoryDiagnoser]
public class TrainingBenchmarks
{
    private IContestant? _contestant;

    [Params("rnn", "gru", "lstm")]
    public string Cell { get; set; } = "";

    [Params(64, 128, 256)]
    public int Hidden { get; set; }

    [Params(1, 16)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void SetUp() => _contestant = Workloads.EdgeSeq($"train-v96 {Cell} H={Hidden} B={Batch}");

    [GlobalCleanup]
    public void CleanUp() => _contestant?.Dispose();

    [Benchmark]
    public void TrainingStep() => _contestant!.Run(1);
}
