using EdgeSeq.Bench.Compare;

namespace EdgeSeq.Bench.Contestants;

/// <summary>A session of EdgeSeq that reads vectors, and gives outputs where its shape has them.</summary>
internal sealed class EdgeSeqVectorStep<TShape> : IContestant
    where TShape : struct, IVectorModel
{
    private readonly Model<TShape> _model = new();
    private readonly Session<TShape> _session;
    private readonly float[] _vectors, _outputs = new float[TShape.Shape.Outputs];

    public EdgeSeqVectorStep(Workload workload)
    {
        workload.Weights.CopyTo(TShape.Shape, _model.Parameters);
        _session = new Session<TShape>(_model);
        _vectors = workload.Vectors;
    }

    public string Peer => "edgeseq";

    public void Run(int iterations)
    {
        int size = TShape.Shape.Inputs;
        for (int i = 0; i < iterations; i++)
        {
            ReadOnlySpan<float> vector = _vectors.AsSpan((i & (StepWorkload.Vectors - 1)) * size, size);
            if (TShape.Shape.Outputs > 0)
            {
                _session.Step(vector, _outputs);
            }
            else
            {
                _session.Step(vector);
            }
        }
    }

    public double[] Probe()
    {
        Run(StepWorkload.ProbeSteps);
        if (TShape.Shape.Outputs > 0)
        {
            return StepWorkload.ToDoubles(_outputs);
        }

        float[] state = new float[Session<TShape>.StateSize];
        _session.CopyStateTo(state);
        return StepWorkload.ToDoubles(state.AsSpan(0, TShape.Shape.Hidden));
    }

    public void Dispose()
    {
        _session.Dispose();
        _model.Dispose();
    }
}
