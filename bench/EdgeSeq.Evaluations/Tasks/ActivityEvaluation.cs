using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>What somebody is doing at every moment, by a watch, while it happens: a stream, of people who were never trained on.</summary>
internal sealed partial class ActivityEvaluation : IEvaluation
{
    private const int Batch = 32, Window = 250, People = 100, Others = 20;

    public string Name => "activity";

    public string Description => "six activities by three axes of acceleration, said at every step as it comes; people never seen decide";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        yield return Measurement.Timed(() =>
        {
            using var model = new Model<Watcher>(1);
            int steps = context.Steps(1500);
            Learn(model, steps);
            (int right, int all) = Follow(model);
            return new Measurement("GruResetAfter, H = 32, vectors in, Softmax, Every", "moments right, unseen people, as a stream", (double)right / all, Goal.AtLeast(0.85))
            {
                Settings = $"{steps} updates of {Batch} stretches of {Window} steps of {People} people, Adam 0.005 cosine; {right} of {all}; generated signals",
            };
        });
    }

    private static void Learn(Model<Watcher> model, int steps)
    {
        var options = new TrainerOptions { Batch = Batch, Window = Window, Schedule = Schedules.Cosine(0.005f, steps) };
        using var trainer = new Trainer<Watcher>(model, options);
        var random = new RandomGenerator(1);
        float[] vectors = new float[Batch * Window * Movements.Axes];
        int[] classes = new int[Batch * Window];
        for (int step = 0; step < steps; step++)
        {
            for (int row = 0; row < Batch; row++)
            {
                (int[] activities, float[] measured) = Movements.Draw((ulong)random.NextInt32(People), Window, random);
                measured.CopyTo(vectors, row * measured.Length);
                activities.CopyTo(classes, row * Window);
            }

            trainer.ResetState();
            trainer.Step(vectors, classes);
        }
    }

    /// <summary>Moment by moment, as on the wrist.</summary>
    private static (int Right, int All) Follow(Model<Watcher> model)
    {
        using var session = new Session<Watcher>(model);
        var random = new RandomGenerator(2);
        float[] logits = new float[Movements.Count];
        (int right, int all) = (0, 0);
        for (int person = 0; person < Others; person++)
        {
            (int[] activities, float[] measured) = Movements.Draw((ulong)(1000 + person), 4 * Window, random);
            session.Reset();
            for (int t = 0; t < activities.Length; t++, all++)
            {
                session.Step(measured.AsSpan(t * Movements.Axes, Movements.Axes));
                session.Logits(logits);
                right += SequenceLearning.Largest(logits) == activities[t] ? 1 : 0;
            }
        }

        return (right, all);
    }

    [SequenceModel(Cell.GruResetAfter, Inputs = Movements.Axes, Hidden = 32, Outputs = Movements.Count)]
    internal readonly partial struct Watcher;
}
