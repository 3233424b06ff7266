using BenchmarkDotNet.Attributes;
using EdgeSeq.Bench.Contestants;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Micro;

/// <summary>A session's step, and a step with logits; no managed byte is allocated.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private Action<int> _step = _ => { }, _stepWithLogits = _ => { };

    [ParamsAllValues]
    public StepShape Shape { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (_step, _stepWithLogits) = Shape switch
        {
            StepShape.Rnn128 => Create<RnnV96H128>(),
            StepShape.Gru16 => Create<GruV96H16>(),
            StepShape.Gru64 => Create<GruV96H64>(),
            StepShape.Gru128 => Create<GruV96H128>(),
            _ => Create<GruV96H256>(),
        };
    }

    [Benchmark(OperationsPerInvoke = StepWorkload.Tokens)]
    public void Step() => _step(StepWorkload.Tokens);

    [Benchmark(OperationsPerInvoke = StepWorkload.Tokens)]
    public void StepWithLogits() => _stepWithLogits(StepWorkload.Tokens);

    private static (Action<int> Step, Action<int> StepWithLogits) Create<TShape>()
        where TShape : struct, ILanguageModel
    {
        var weights = new ReferenceWeights(TShape.Shape);
        int[] tokens = TokenStream.Draw(weights.Vocabulary, StepWorkload.Tokens, seed: 1);
        return (new EdgeSeqStep<TShape>(weights, tokens, output: false).Run, new EdgeSeqStep<TShape>(weights, tokens, output: true).Run);
    }
}

/// <summary>Shapes of the step benchmarks; V = 96.</summary>
public enum StepShape
{
    Rnn128,
    Gru16,
    Gru64,
    Gru128,
    Gru256,
}
