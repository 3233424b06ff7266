using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Decay;

/// <summary>The hidden state of a session.</summary>
internal sealed class SessionDecay<TShape> : IDecay
    where TShape : struct, ITokenModel
{
    private readonly Model<TShape> _model = new();
    private readonly Session<TShape> _session;

    public SessionDecay(ReferenceWeights weights)
    {
        weights.CopyTo(TShape.Shape, _model.Parameters);
        _session = new Session<TShape>(_model);
    }

    public string Name => "states, EdgeSeq";

    public void Start()
    {
        _session.Reset();
        _session.Step(0);
    }

    public void Step() => _session.Step(1);

    public void Dispose()
    {
        _session.Dispose();
        _model.Dispose();
    }
}
