using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Peers;
using EdgeSeq.Numerics;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Draws token after token: temperature and the likeliest k, as text is usually sampled.</summary>
internal sealed class EdgeSeqSampling<TShape> : IContestant
    where TShape : struct, ILanguageModel
{
    public const float Temperature = 0.8f;
    public const int TopK = 40;

    /// <summary>Output weights are uniform in [-6, 6], so that the next of 96 tokens is as uncertain as in text: 1.8 to 2.3 nats, where weights of 1 / sqrt(H) leave 4.56 of 4.56.</summary>
    private const float OutputWeights = 6;

    private readonly Model<TShape> _model = new();
    private readonly Sampler<TShape> _sampler;

    public EdgeSeqSampling(Workload workload)
    {
        var weights = new ReferenceWeights(TShape.Shape);
        foreach (float[] matrix in new[] { weights.Head, weights.HeadBias })
        {
            VectorMath.Scale(matrix, OutputWeights * float.Sqrt(TShape.Shape.Hidden));
        }

        weights.CopyTo(TShape.Shape, _model.Parameters);
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
