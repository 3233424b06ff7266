using EdgeSeq.Bench.Compare;

namespace EdgeSeq.Bench.Contestants;

/// <summary>A session of EdgeSeq with weights of 8 bits, rounded from those of the workload.</summary>
internal sealed class EdgeSeqByteStep<TFloat, TBytes> : IContestant
    where TFloat : struct, ILanguageModel
    where TBytes : struct, ILanguageModel
{
    private readonly Model<TBytes> _model;
    private readonly Session<TBytes> _session;
    private readonly int[] _tokens;

    public EdgeSeqByteStep(Workload workload)
    {
        using var floats = new Model<TFloat>();
        workload.Weights.CopyTo(TFloat.Shape, floats.Parameters);
        _model = floats.Quantize<TBytes>();
        _session = new Session<TBytes>(_model);
        _tokens = workload.Tokens;
    }

    public string Peer => EdgeSeqStep<TFloat>.EdgeSeqPeer;

    public void Run(int iterations)
    {
        int[] tokens = _tokens;
        for (int i = 0; i < iterations; i++)
        {
            _session.Step(tokens[i & (StepWorkload.Tokens - 1)]);
        }
    }

    public double[] Probe()
    {
        Run(StepWorkload.ProbeSteps);
        float[] state = new float[Session<TBytes>.StateSize];
        _session.CopyStateTo(state);
        return StepWorkload.ToDoubles(state.AsSpan(0, TBytes.Shape.Hidden));
    }

    public void Dispose()
    {
        _session.Dispose();
        _model.Dispose();
    }
}
