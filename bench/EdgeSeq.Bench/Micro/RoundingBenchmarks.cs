using BenchmarkDotNet.Attributes;

namespace EdgeSeq.Bench.Micro;

/// <summary>Weights of 8 bits where they are made while others read them, and where many streams share them: beside floats.</summary>
[MemoryDiagnoser]
public class RoundingBenchmarks : IDisposable
{
    private const int Streams = 16;

    private readonly int[] _tokens = [.. Enumerable.Range(0, Streams)];
    private Model<GruV256H128>? _model;
    private Model<GruV256H128Bytes>? _rounded;
    private SessionGroup<GruV256H128>? _floats;
    private SessionGroup<GruV256H128Bytes>? _bytes;

    [GlobalSetup]
    public void SetUp()
    {
        _model = new(seed: 1);
        _rounded = _model.Quantize<GruV256H128Bytes>();
        SessionGroup<GruV256H128> floats = _floats = new(_model, Streams);
        SessionGroup<GruV256H128Bytes> bytes = _bytes = new(_rounded, Streams);
        for (int i = 0; i < Streams; i++)
        {
            floats.Add();
            bytes.Add();
        }
    }

    [GlobalCleanup]
    public void CleanUp() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _floats?.Dispose();
        _bytes?.Dispose();
        _rounded?.Dispose();
        _model?.Dispose();
    }

    /// <summary>What a device pays to publish after an update.</summary>
    [Benchmark]
    public void Quantize() => _model!.Quantize(_rounded!);

    [Benchmark]
    public void StreamsOfFloats() => _floats!.Step(_floats!.Streams, _tokens);

    [Benchmark]
    public void StreamsOfBytes() => _bytes!.Step(_bytes!.Streams, _tokens);
}
