using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Decay;

/// <summary>The same states in plain loops, which nobody protects: what denormals cost.</summary>
internal sealed class PlainDecay(ReferenceWeights weights) : IDecay
{
    private readonly ManagedModel<PlainLoops> _model = new(weights);
    private readonly float[] _tape = new float[2 * weights.Width];
    private float[] _before = new float[weights.Hidden], _after = new float[weights.Hidden];

    public string Name => "states, plain loops";

    public void Start()
    {
        _before.AsSpan().Clear();
        Read(0);
    }

    public void Step() => Read(1);

    public void Dispose()
    {
    }

    private void Read(int token)
    {
        _model.Step(token, _before, _after, _tape);
        (_before, _after) = (_after, _before);
    }
}
