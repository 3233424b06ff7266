using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Training in managed code.</summary>
internal sealed class ManagedTraining<TOps>(Workload workload) : IContestant
    where TOps : struct, IVectorOps
{
    private readonly ManagedTrainer<TOps> _trainer = new(workload.Weights, workload.Batch, workload.Window);

    public string Peer => TOps.Peer;

    public void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            Train(workload.Batches.Inputs(i), workload.Batches.Targets(i));
        }
    }

    public double[] Probe() => workload.Batches.Probe(Train);

    public void Dispose()
    {
    }

    private double Train(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets) =>
        _trainer.Step(inputs, targets, TrainingBatches.Rate, TrainingBatches.Clip);
}
