using BenchmarkDotNet.Attributes;
using EdgeSeq.Bench.Contestants;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Micro;

/// <summary>A whole training step of a GRU, V = 256, T = 64: forward, loss, backward, clip, Adam.</summary>
[MemoryDiagnoser]
public class TrainingBenchmarks
{
    private const int Window = 64;
    private Action<int> _train = _ => { };

    [Params(64, 128, 256)]
    public int Hidden { get; set; }

    [Params(1, 16)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void SetUp() => _train = Hidden switch
    {
        64 => Create<GruV256H64>(Batch),
        128 => Create<GruV256H128>(Batch),
        _ => Create<GruV256H256>(Batch),
    };

    [Benchmark]
    public void TrainingStep() => _train(1);

    private static Action<int> Create<TShape>(int batch)
        where TShape : struct, ILanguageModel =>
        new EdgeSeqTraining<TShape>(new ReferenceWeights(TShape.Shape), new TrainingBatches(TShape.Shape.Vocabulary, batch, Window)).Run;
}
