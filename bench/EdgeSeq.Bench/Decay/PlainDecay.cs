using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Decay;

/// <summary>The same states in plain loops, which nobody protects: what denormals cost.</summary>
internal sealed class PlainDecay(ReferenceWeights weights) : IDecay
{
    private readonly ManagedModel _model = ManagedModel.Create(weights);
    private readonly float[] _products = new float[weights.Width], _gates = new float[4 * weights.Hidden];
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
        _model.Step(token, _before, _after, _products, _gates);
        (_before, _after) = (_after, _before);
    }
}
