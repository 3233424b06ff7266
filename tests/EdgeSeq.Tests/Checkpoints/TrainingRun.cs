using System.Buffers.Binary;
using EdgeSeq.Tests.Kernels;
using EdgeSeq.Training;

namespace EdgeSeq.Tests.Checkpoints;

/// <summary>A run whose every random number matters: batches are drawn step by step, states are carried.</summary>
internal sealed class TrainingRun<TShape> : IDisposable
    where TShape : struct, ITrainableModel
{
    public const int Batch = 3, Window = 4, Total = 12;

    /// <summary>Tokens drawn so far: the position of this run's data.</summary>
    private int _drawn;

    public TrainingRun(string folder, Optimizer? optimizer = null, ulong seed = 1, int batch = Batch, int keep = 3)
    {
        Model = new(seed);
        Trainer = new(Model, new TrainerOptions
        {
            Batch = batch, Window = Window, Optimizer = optimizer ?? new Adam(), Schedule = new CosineRate(0.02f, Total) { WarmUpSteps = 3 },
        });
        Random = new(seed + 100);
        Store = new(Trainer, folder, keep);
    }

    public Model<TShape> Model { get; }

    public Trainer<TShape> Trainer { get; }

    public RandomGenerator Random { get; }

    public CheckpointStore<TShape> Store { get; }

    public double Step()
    {
        SampleBatch batch = SampleBatch.Random(TShape.Shape, Batch, Window, Random.NextUInt64());
        _drawn += Batch * Window;
        return Trainer.Step(batch.Input, batch.Target).Loss;
    }

    public List<double> StepUntil(int count)
    {
        var losses = new List<double>();
        while (Trainer.StepCount < count)
        {
            losses.Add(Step());
        }

        return losses;
    }

    public string Save()
    {
        byte[] position = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(position, _drawn);
        return Store.Save(Random, position);
    }

    public Checkpoint? Load()
    {
        Checkpoint? checkpoint = Store.LoadLatest(Random);
        if (checkpoint is not null)
        {
            _drawn = BinaryPrimitives.ReadInt32LittleEndian(checkpoint.Position.Span);
        }

        return checkpoint;
    }

    /// <summary>Everything that the future depends on, as one text.</summary>
    public string Digest()
    {
        ulong[] random = new ulong[RandomGenerator.StateSize];
        Random.CopyStateTo(random);
        return $"{Model.ComputeSha256()} {Trainer.StepCount} {Trainer.RejectedCount} {Trainer.LearningRate:R} {_drawn} {string.Join(' ', random)} "
            + string.Join(' ', Trainer.Moments.ToArray().Concat(Trainer.CarriedStates.ToArray()).Select(BitConverter.SingleToInt32Bits));
    }

    public void Dispose()
    {
        Trainer.Dispose();
        Model.Dispose();
    }
}
