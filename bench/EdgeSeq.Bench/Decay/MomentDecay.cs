using EdgeSeq.Bench.Peers;
using EdgeSeq.Training;

namespace EdgeSeq.Bench.Decay;

/// <summary>
/// Adam's moments: the rows of W of tokens that never come again, and the recurrent weights, whose gradients vanish with the
/// states they are made of.
/// </summary>
internal sealed class MomentDecay<TShape> : IDecay
    where TShape : struct, ITrainableModel
{
    private const int Window = 16;

    private readonly ReferenceWeights _weights;
    private readonly Model<TShape> _model = new();
    private readonly int[] _once, _ever;
    private Trainer<TShape> _trainer;

    public MomentDecay(ReferenceWeights weights)
    {
        _weights = weights;
        _once = [.. Enumerable.Range(0, Window)];
        _ever = new int[Window];
        Array.Fill(_ever, 1);
        _trainer = Create();
    }

    public string Name => "moments, EdgeSeq";

    public void Start()
    {
        _trainer.Dispose();
        _trainer = Create();
        _trainer.Step(_once, _once);
    }

    public void Step() => _trainer.Step(_ever, _ever);

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
    }

    private Trainer<TShape> Create()
    {
        _weights.CopyTo(TShape.Shape, _model.Parameters);
        return new(_model, new TrainerOptions { Batch = 1, Window = Window, Optimizer = new Adam(), Schedule = new ConstantRate(1e-6f) });
    }
}
