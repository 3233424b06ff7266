using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>A session of EdgeSeq: the public way to stream tokens.</summary>
internal sealed class EdgeSeqStep<TShape> : IContestant
    where TShape : struct, ILanguageModel
{
    private readonly Model<TShape> _model = new();
    private readonly Session<TShape> _session;
    private readonly float[] _logits;
    private readonly int[] _tokens;
    private readonly bool _output;

    public EdgeSeqStep(ReferenceWeights weights, int[] tokens, bool output)
    {
        weights.CopyTo(TShape.Shape, _model.Parameters);
        _session = new Session<TShape>(_model);
        _logits = new float[weights.Vocabulary];
        (_tokens, _output) = (tokens, output);
    }

    public string Peer => "edgeseq";

    public void Run(int iterations)
    {
        int[] tokens = _tokens;
        for (int i = 0; i < iterations; i++)
        {
            int token = tokens[i & (StepWorkload.Tokens - 1)];
            if (_output)
            {
                _session.Step(token, _logits);
            }
            else
            {
                _session.Step(token);
            }
        }
    }

    public double[] Probe()
    {
        Run(StepWorkload.ProbeSteps);
        _session.Logits(_logits);
        return Array.ConvertAll(_logits, x => (double)x);
    }

    public void Dispose()
    {
        _session.Dispose();
        _model.Dispose();
    }
}
