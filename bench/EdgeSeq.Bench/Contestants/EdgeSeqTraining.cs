using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Peers;
using EdgeSeq.Training;

namespace EdgeSeq.Bench.Contestants;

/// <summary>EdgeSeq's trainer.</summary>
internal sealed class EdgeSeqTraining<TShape> : IContestant
    where TShape : struct, ILanguageModel, ITrainableModel
{
    private readonly Model<TShape> _model = new();
    private readonly Trainer<TShape> _trainer;
    private readonly TrainingBatches _batches;

    public EdgeSeqTraining(Workload workload, int threads = 1)
    {
        workload.Weights.CopyTo(TShape.Shape, _model.Parameters);
        TrainingBatches batches = workload.Batches;
        _batches = batches;
        _trainer = new Trainer<TShape>(_model, new TrainerOptions
        {
            Batch = batches.Batch,
            Window = batches.Window,
            Threads = threads,
            Optimizer = new Adam(),
            Schedule = new ConstantRate(TrainingBatches.Rate),
            ClipNorm = TrainingBatches.Clip,
        });
    }

    public string Peer => "edgeseq";

    public void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            _trainer.Step(_batches.Inputs(i), _batches.Targets(i));
        }
    }

    public double[] Probe() => _batches.Probe((inputs, targets) => _trainer.Step(inputs, targets).Loss);

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
    }
}
