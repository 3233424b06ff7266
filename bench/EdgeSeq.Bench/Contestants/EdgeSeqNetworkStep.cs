using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>A session of a network: a vector in, the outputs out.</summary>
internal sealed class EdgeSeqNetworkStep<TShape> : IContestant
    where TShape : struct, IVectorModel
{
    private readonly Model<TShape> _model = new();
    private readonly Session<TShape> _session;
    private readonly float[] _vectors, _outputs = new float[TShape.Shape.Outputs];

    public EdgeSeqNetworkStep(Workload workload)
    {
        NetworkWeights.CopyTo(TShape.Shape, _model.Parameters);
        _session = new Session<TShape>(_model);
        _vectors = workload.Vectors;
    }

    public string Peer => "edgeseq";

    public void Run(int iterations)
    {
        int size = TShape.Shape.Inputs;
        for (int i = 0; i < iterations; i++)
        {
            _session.Step(_vectors.AsSpan((i & (StepWorkload.Vectors - 1)) * size, size));
            _session.Output(_outputs);
        }
    }

    public double[] Probe()
    {
        Run(StepWorkload.ProbeSteps);
        return StepWorkload.ToDoubles(_outputs);
    }

    public void Dispose()
    {
        _session.Dispose();
        _model.Dispose();
    }
}
