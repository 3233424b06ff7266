using EdgeSeq.Bench.Compare;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Draws token after token: temperature and the likeliest k, as text is usually sampled.</summary>
internal sealed class EdgeSeqSampling<TShape> : IContestant
    where TShape : struct, ILanguageModel
{
    public const float Temperature = 0.8f;
    public const int TopK = 40;

    private readonly Model<TShape> _model = new();
    private readonly Sampler<TShape> _sampler;

    public EdgeSeqSampling(Workload workload)
    {
        workload.Weights.CopyTo(TShape.Shape, _model.Parameters);
        _sampler = new Sampler<TShape>(_model, new SamplerOptions { Temperature = Temperature, TopK = TopK, Seed = 1 });
    }

    public string Peer => "edgeseq";

    public void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            _sampler.Next();
        }
    }

    public double[] Probe() => [];

    public void Dispose()
    {
        _sampler.Dispose();
        _model.Dispose();
    }
}
