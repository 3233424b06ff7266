using BenchmarkDotNet.Attributes;
using EdgeSeq.Bench.Generator;

namespace EdgeSeq.Bench.Micro;

/// <summary>The source generator over one declaration, warm: as a build does, and as an editor does with each key.</summary>
[MemoryDiagnoser]
public class GenerationBenchmarks
{
    private GeneratorTiming? _timing;

    [Params("Cell.GruResetAfter, Vocabulary = 96, Hidden = 128", "Cell.Lstm, Vocabulary = 96, Hidden = 128")]
    public string Declaration { get; set; } = "";

    [GlobalSetup]
    public void SetUp() => _timing = new GeneratorTiming(Declaration);

    [Benchmark]
    public double Fresh() => _timing!.Fresh();

    [Benchmark]
    public double EditElsewhere() => _timing!.EditElsewhere();
}
