using EdgeSeq.Bench.Compare;

namespace EdgeSeq.Bench.Contestants;

/// <summary>A session of EdgeSeq with weights of fewer bits, rounded from those of the workload.</summary>
internal sealed class EdgeSeqRoundedStep<TFloat, TRounded> : IContestant
    where TFloat : struct, ILanguageModel
    where TRounded : struct, ILanguageModel
{
    private readonly Model<TRounded> _model;
    private readonly Session<TRounded> _session;
    private readonly int[] _tokens;

    public EdgeSeqRoundedStep(Workload workload)
    {
        using var floats = new Model<TFloat>();
        workload.Weights.CopyTo(TFloat.Shape, floats.Parameters);
        _model = floats.Quantize<TRounded>();
        _session = new Session<TRounded>(_model);
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
        float[] state = new float[Session<TRounded>.StateSize];
        _session.CopyStateTo(state);
        return StepWorkload.ToDoubles(state.AsSpan(0, TRounded.Shape.Hidden));
    }

    public void Dispose()
    {
        _session.Dispose();
        _model.Dispose();
    }
}
