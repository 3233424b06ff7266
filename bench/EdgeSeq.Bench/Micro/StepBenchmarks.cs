using BenchmarkDotNet.Attributes;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Micro;

/// <summary>A session's step, with nothing, logits or probabilities out; no managed byte is allocated.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private IContestant? _contestant;

    [Params("step", "step-output", "step-dense8", "step-dense96")]
    public string Workload { get; set; } = "";

    [Params("rnn", "gru", "lstm")]
    public string Cell { get; set; } = "";

    [Params(16, 64, 128, 256)]
    public int Hidden { get; set; }

    [GlobalSetup]
    public void SetUp() => _contestant = Workloads.EdgeSeq($"{Workload} {Cell} H={Hidden} B=1");

    [GlobalCleanup]
    public void CleanUp() => _contestant?.Dispose();

    [Benchmark(OperationsPerInvoke = StepWorkload.Tokens)]
    public void Step() => _contestant!.Run(StepWorkload.Tokens);
}
