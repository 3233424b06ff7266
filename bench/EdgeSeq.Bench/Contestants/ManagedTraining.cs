using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Contestants;

/// <summary>Training in plain C#.</summary>
internal sealed class ManagedTraining(ReferenceWeights weights, TrainingBatches batches) : IContestant
{
    private readonly ManagedTrainer _trainer = new(weights, batches.Batch, batches.Window);

    public string Peer => "managed";

    public void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            Train(batches.Inputs(i), batches.Targets(i));
        }
    }

    public double[] Probe() => batches.Probe(Train);

    public void Dispose()
    {
    }

    private double Train(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets) =>
        _trainer.Step(inputs, targets, TrainingBatches.Rate, TrainingBatches.Clip);
}
