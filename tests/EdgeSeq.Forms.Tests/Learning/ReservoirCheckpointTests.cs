using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Forms.Tests.Learning;

/// <summary>Only the output layer of a reservoir learns; its moments are saved and restored like those of any model.</summary>
public sealed class ReservoirCheckpointTests
{
    private static readonly TrainerOptions Options = new() { Batch = 3, Window = 4, Optimizer = new AdamW { Decay = 0.1f } };

    [Fact]
    public void A_resumed_run_has_the_weights_of_an_uninterrupted_one()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("edgeseq-reservoir-");
        try
        {
            using var model = new Model<Shapes.Reservoir>(1);
            float[] start = model.Parameters.ToArray();
            using var trainer = new Trainer<Shapes.Reservoir>(model, Options);
            Train(trainer, 0, 3);
            new CheckpointStore<Shapes.Reservoir>(trainer, folder.FullName).Save();
            Train(trainer, 3, 6);

            using var other = new Model<Shapes.Reservoir>(2);
            using var resumed = new Trainer<Shapes.Reservoir>(other, Options);
            Assert.Equal(3, new CheckpointStore<Shapes.Reservoir>(resumed, folder.FullName).LoadLatest()!.StepCount);
            Train(resumed, 3, 6);
            Bits.AssertEqual(model.Parameters, other.Parameters);

            // The reservoir is as it was drawn, decay or not.
            Bits.AssertEqual(start.AsSpan(0, Shapes.Reservoir.TrainableOffset), model.Parameters[..Shapes.Reservoir.TrainableOffset]);
            Assert.NotEqual(start[Shapes.Reservoir.TrainableOffset..], model.Parameters[Shapes.Reservoir.TrainableOffset..].ToArray());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Train(Trainer<Shapes.Reservoir> trainer, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            var sample = new Sample(Shapes.Reservoir.Shape, Options.Batch, Options.Window, seed: (ulong)step);
            Assert.Equal(TrainingOutcome.Applied, trainer.Step(sample.Input, sample.Target).Outcome);
        }
    }
}
