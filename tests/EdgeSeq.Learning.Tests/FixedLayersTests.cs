using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Learning.Tests;

/// <summary>An echo state network that is trained by gradient: only its output layer learns.</summary>
public sealed class FixedLayersTests
{
    [Fact]
    public void The_readout_learns_by_gradient_and_the_reservoir_keeps_every_bit()
    {
        using var model = new Model<LastOfStack>(1);
        int reservoir = LastOfStack.TrainableOffset;
        float[] before = model.Parameters.ToArray();
        var random = new RandomGenerator(4);
        var options = new TrainerOptions { Batch = 20, Window = 5, Schedule = new ConstantRate(0.01f), Optimizer = new AdamW() };
        SequenceLearning.Train(model, options, 200, Fill);
        Assert.InRange(SequenceLearning.Accuracy(model, 20, 5, 20, Fill), 0.95, 1);
        Assert.True(reservoir > 0 && before.AsSpan(0, reservoir).SequenceEqual(model.Parameters[..reservoir]));
        Assert.False(before.AsSpan(reservoir).SequenceEqual(model.Parameters[reservoir..]));

        // The class is which third of [-1, 1] all first numbers lie in.
        void Fill(SequenceBatch batch)
        {
            for (int row = 0; row < batch.Rows; row++)
            {
                batch.Classes[row] = random.NextInt32(3);
                for (int t = 0; t < batch.Window; t++)
                {
                    batch.Vectors[(row * batch.Window + t) * 2] = (batch.Classes[row] + 0.1f + 0.8f * random.NextSingle()) * 2 / 3 - 1;
                    batch.Vectors[(row * batch.Window + t) * 2 + 1] = random.NextSingle();
                }
            }
        }
    }
}
