using EdgeSeq.Bench.Peers;
using EdgeSeq.Training;

namespace EdgeSeq.Bench.Decay;

/// <summary>Adjoints: a window whose last step alone counts, ever longer; they decay by a tenth a step on their way back.</summary>
internal sealed class AdjointDecay<TShape> : IDecay
    where TShape : struct, ITrainableModel
{
    private readonly Model<TShape> _model = new();
    private readonly Trainer<TShape> _trainer;
    private readonly int[] _inputs, _targets;

    public AdjointDecay(ReferenceWeights weights, int window)
    {
        weights.CopyTo(TShape.Shape, _model.Parameters);
        _trainer = new(_model, new TrainerOptions { Batch = 1, Window = window, Optimizer = new Sgd(), Schedule = new ConstantRate(0) });
        _inputs = new int[window];
        _targets = new int[window];
        Array.Fill(_inputs, 1);
        Array.Fill(_targets, -1);
        _targets[^1] = 0;
    }

    public string Name => "adjoints, EdgeSeq";

    public void Start() => _trainer.ResetState();

    public void Step() => _trainer.Step(_inputs, _targets);

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
    }
}
