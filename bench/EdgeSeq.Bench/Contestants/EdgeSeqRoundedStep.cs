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
    private readonly float[] _outputs = new float[TRounded.Shape.Outputs];
    private readonly bool _hasOutput;

    public EdgeSeqRoundedStep(Workload workload, StepOutput output)
    {
        using var floats = new Model<TFloat>();
        workload.Weights.CopyTo(TFloat.Shape, floats.Parameters);
        _model = floats.Quantize<TRounded>();
        _session = new Session<TRounded>(_model);
        (_tokens, _hasOutput) = (workload.Tokens, output != StepOutput.None);
    }

    public string Peer => EdgeSeqStep<TFloat>.EdgeSeqPeer;

    public void Run(int iterations)
    {
        int[] tokens = _tokens;
        for (int i = 0; i < iterations; i++)
        {
            _session.Step(tokens[i & (StepWorkload.Tokens - 1)]);
            if (_hasOutput)
            {
                _session.Output(_outputs);
            }
        }
    }

    public double[] Probe()
    {
        Run(StepWorkload.ProbeSteps);
        if (_hasOutput)
        {
            return StepWorkload.ToDoubles(_outputs);
        }

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
