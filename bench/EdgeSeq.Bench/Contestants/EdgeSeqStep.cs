using EdgeSeq.Bench.Compare;

namespace EdgeSeq.Bench.Contestants;

/// <summary>A session of EdgeSeq: the public way to stream tokens.</summary>
internal sealed class EdgeSeqStep<TShape> : IContestant
    where TShape : struct, ILanguageModel
{
    private readonly Model<TShape> _model = new();
    private readonly Session<TShape> _session;
    private readonly float[] _outputs;
    private readonly int[] _tokens;
    private readonly StepOutput _output;

    public EdgeSeqStep(Workload workload, StepOutput output, string peer = EdgeSeqPeer)
    {
        workload.Weights.CopyTo(TShape.Shape, _model.Parameters);
        _session = new Session<TShape>(_model);
        _outputs = new float[TShape.Shape.Outputs];
        (_tokens, _output, Peer) = (workload.Tokens, output, peer);
    }

    public const string EdgeSeqPeer = "edgeseq";

    public string Peer { get; }

    public void Run(int iterations)
    {
        int[] tokens = _tokens;
        for (int i = 0; i < iterations; i++)
        {
            int token = tokens[i & (StepWorkload.Tokens - 1)];
            switch (_output)
            {
                case StepOutput.None:
                    _session.Step(token);
                    break;
                case StepOutput.Logits:
                    _session.Step(token, _outputs);
                    break;
                default:
                    _session.Step(_output == StepOutput.NextToken ? token + (int)_outputs[0] : token);   // + 0, when the probability is there
                    _session.Output(_outputs);
                    break;
            }
        }
    }

    public double[] Probe()
    {
        Run(StepWorkload.ProbeSteps);
        if (_output != StepOutput.None)
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
