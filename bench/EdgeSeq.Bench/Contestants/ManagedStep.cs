using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Steps in plain C#.</summary>
internal sealed class ManagedStep(ReferenceWeights weights, int[] tokens, bool output) : IContestant
{
    private readonly ManagedModel _model = ManagedModel.Create(weights);
    private readonly float[] _products = new float[weights.Width], _gates = new float[4 * weights.Hidden], _logits = new float[weights.Vocabulary];
    private float[] _state = new float[weights.Hidden], _next = new float[weights.Hidden];

    public string Peer => "managed";

    public void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            _model.Step(tokens[i & (StepWorkload.Tokens - 1)], _state, _next, _products, _gates);
            (_state, _next) = (_next, _state);
            if (output)
            {
                _model.Logits(_state, _logits);
            }
        }
    }

    public double[] Probe()
    {
        Run(StepWorkload.ProbeSteps);
        _model.Logits(_state, _logits);
        return Array.ConvertAll(_logits, x => (double)x);
    }

    public void Dispose()
    {
    }
}
