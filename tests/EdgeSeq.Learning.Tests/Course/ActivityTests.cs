using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Learning.Tests.Course;

/// <summary>Activity: what somebody does, by three axes of a watch, at every step as it comes. The long version is the evaluation `activity`.</summary>
public sealed partial class ActivityTests
{
    /// <summary>Brings gravity near 3: the few updates of a test learn little from larger numbers.</summary>
    private const float Scale = 0.3f;

    private const int Batch = 16, Window = 150, Steps = 500, People = 100;

    [Fact]
    public void A_GRU_follows_what_people_do_whom_it_never_saw()
    {
        using var model = new Model<Watcher>(1);
        var random = new RandomGenerator(1);
        var options = new TrainerOptions { Batch = Batch, Window = Window, Schedule = Schedules.Cosine(0.02f, Steps) };
        SequenceLearning.Train(model, options, Steps, batch =>
        {
            for (int row = 0; row < Batch; row++)
            {
                (int[] activities, float[] measured) = Draw(random.NextInt32(People), Window, random);
                measured.CopyTo(batch.Vectors, row * measured.Length);
                activities.CopyTo(batch.Classes, row * Window);
            }
        });

        using var session = new Session<Watcher>(model);
        float[] logits = new float[Movements.Count];
        (int right, int all) = (0, 0);
        for (int person = 1000; person < 1010; person++)
        {
            (int[] activities, float[] measured) = Draw(person, 4 * Window, random);
            session.Reset();
            for (int t = 0; t < activities.Length; t++, all++)
            {
                session.Step(measured.AsSpan(t * Movements.Axes, Movements.Axes));
                session.Logits(logits);
                right += SequenceLearning.Largest(logits) == activities[t] ? 1 : 0;
            }
        }

        Assert.True(right >= 0.7 * all, $"{right} of {all} moments; by chance a sixth");
    }

    private static (int[] Activities, float[] Measured) Draw(int person, int steps, RandomGenerator random)
    {
        (int[] activities, float[] measured) = Movements.Draw((ulong)person, steps, random);
        return (activities, [.. measured.Select(value => value * Scale)]);
    }

    [SequenceModel(Cell.GruResetAfter, Inputs = Movements.Axes, Hidden = 24, Outputs = Movements.Count)]
    internal readonly partial struct Watcher;
}
