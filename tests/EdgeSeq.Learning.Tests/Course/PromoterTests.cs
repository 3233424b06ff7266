using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Learning.Tests.Course;

/// <summary>DNA: a stretch of bases somewhere in a sequence, one base of it changed, against the same bases in another order.</summary>
public sealed partial class PromoterTests
{
    private const int Batch = 32, Window = 50, Steps = 300;

    private static readonly int[] s_motif = [2, 0, 2, 0, 0, 2, 1, 3];

    [Fact]
    public void A_convolution_finds_a_motif_that_stands_anywhere()
    {
        using var model = new Model<Finder>(1);
        var random = new RandomGenerator(1);
        var options = new TrainerOptions { Batch = Batch, Window = Window, Schedule = Schedules.Cosine(0.02f, Steps) };
        SequenceLearning.Train(model, options, Steps, batch => Fill(batch, random));
        double accuracy = SequenceLearning.Accuracy(model, Batch, Window, 10, batch => Fill(batch, random));
        Assert.True(accuracy >= 0.9, $"{accuracy:F3} of sequences; a coin says 0.5");
    }

    private static void Fill(SequenceBatch batch, RandomGenerator random)
    {
        for (int row = 0; row < Batch; row++)
        {
            Span<int> bases = batch.Tokens.AsSpan(row * Window, Window);
            foreach (ref int letter in bases)
            {
                letter = random.NextInt32(4);
            }

            Span<int> motif = bases.Slice(random.NextInt32(Window - s_motif.Length + 1), s_motif.Length);
            s_motif.CopyTo(motif);
            motif[random.NextInt32(motif.Length)] = random.NextInt32(4);
            batch.Classes[row] = random.NextInt32(2);
            if (batch.Classes[row] == 0)
            {
                random.Shuffle(motif);
            }
        }
    }

    [SequenceModel("""
        m = relu(conv(embed(x, 4), 8, 9))
        h = both(GruResetAfter(m, 4))
        y = softmax(dense([highest(m), highest(h), average(h)], 2))
        """, Vocabulary = 4)]
    internal readonly partial struct Finder;
}
