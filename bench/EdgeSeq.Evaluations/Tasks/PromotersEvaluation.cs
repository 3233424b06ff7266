using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>106 sequences of bases: each is classified by a model that has learned the 105 others.</summary>
internal sealed partial class PromotersEvaluation : IEvaluation
{
    private const int Batch = 15;

    private static readonly ulong[] Seeds = [1, 2, 3];

    public string Name => "dna-promoters";

    public string Description => "promoter or not, 57 bases, leave-one-out";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        string[]? files = context.Data.Find(out string reason, "dna-promoters/promoters.data");
        if (files is null)
        {
            EvaluationContext.Note($"{Name} is skipped: {reason}");
            yield break;
        }

        Example[] examples = Promoters.Read(files[0]);
        int tests = context.Quick ? 4 : examples.Length;
        yield return Measurement.Timed(() => Gradient(examples, tests, epochs: context.Quick ? 2 : 40));
        yield return Measurement.Timed(() => Ridge(examples, tests));
        yield return Measurement.Timed(() => Motifs(examples, tests, epochs: context.Quick ? 2 : 60));
    }

    private static Measurement Gradient(Example[] examples, int tests, int epochs)
    {
        var options = new TrainerOptions
        {
            Batch = Batch, Window = Promoters.Window, Optimizer = new AdamW { Decay = 0.3f },
            Schedule = Schedules.Cosine(0.01f, epochs * (examples.Length - 1) / Batch),
        };
        return LeaveOneOut<Reader>(examples, tests, "GruResetAfter, H = 16, both directions, Softmax, Last", $"{epochs} epochs each, batch {Batch}, AdamW 0.01 cosine, decay 0.3", (model, others) =>
            DataSetLearning.Train(model, options, others, epochs, new RandomGenerator(1)));
    }

    /// <summary>Short stretches of bases that a convolution looks for anywhere, each by where it fits best.</summary>
    private static Measurement Motifs(Example[] examples, int tests, int epochs)
    {
        var options = new TrainerOptions
        {
            Batch = Batch, Window = Promoters.Window, Optimizer = new AdamW { Decay = 0.1f }, Dropout = 0.3f, Schedule = Schedules.Cosine(0.01f, epochs * (examples.Length - 1) / Batch),
        };
        Measurement[] runs = [.. Seeds.Select(seed => LeaveOneOut<MotifReader>(
            examples, tests, "network: 24 motifs of 9 bases (conv), GruResetAfter, H = 8, both directions, highest and average", "", (model, others) =>
            DataSetLearning.Train(model, options with { DropoutSeed = seed }, others, epochs, new RandomGenerator(seed)), seed))];
        return runs[0] with
        {
            Value = runs.Average(run => run.Value),
            Goal = Goal.AtLeast(93.0 / 106),
            Settings = $"mean of {Seeds.Length} seeds ({string.Join(", ", runs.Select(run => Math.Round(run.Value * tests)))} of {tests} right); {epochs} epochs each, batch {Batch}, AdamW 0.01 cosine, decay 0.1, dropout 0.3",
        };
    }

    private static Measurement Ridge(Example[] examples, int tests)
    {
        const double Strength = 1;
        return LeaveOneOut<Reservoir>(examples, tests, "echo state network, H = 200, both directions, Softmax, Last", $"spectral radius 1, input scale 0.1, ridge {Strength}", (model, others) =>
        {
            using var readout = new RidgeReadout<Reservoir>(model, new() { Batch = Batch, Window = Promoters.Window });
            var batch = new SequenceBatch(Reservoir.Shape, Batch, Promoters.Window);
            for (int first = 0; first < others.Length; first += Batch)
            {
                DataSetLearning.Fill(batch, others, first);
                readout.Add(batch.Input, batch.Target);
            }

            readout.Solve(Strength);
        });
    }

    private static Measurement LeaveOneOut<TShape>(Example[] examples, int tests, string form, string settings, Action<Model<TShape>, Example[]> learn, ulong seed = 1)
        where TShape : struct, ITrainableModel
    {
        int right = 0;
        for (int left = 0; left < tests; left++)
        {
            Initialization? initialization = TShape.Shape.Cell == Cell.EchoState
                ? Initialization.Reservoir with { SpectralRadius = 1, InputScale = 0.1, BiasScale = 0.1 }
                : null;
            using var model = new Model<TShape>(seed, initialization);
            learn(model, [.. examples[..left], .. examples[(left + 1)..]]);
            right += DataSetLearning.Accuracy(model, 1, Promoters.Window, [examples[left]]) == 1 ? 1 : 0;
        }

        return new Measurement(form, "leave-one-out accuracy", (double)right / tests) { Settings = $"{right} of {tests} right; {settings}" };
    }

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 4, Hidden = 16, Direction = Direction.Both, Outputs = 2, Readout = Readout.Last)]
    internal readonly partial struct Reader;

    [SequenceModel("""
        m = relu(conv(embed(x, 4), 24, 9))
        h = both(GruResetAfter(m, 8))
        y = softmax(dense(dropout([highest(m), highest(h), average(h)]), 2))
        """, Vocabulary = 4)]
    internal readonly partial struct MotifReader;

    [SequenceModel(Cell.EchoState, Vocabulary = 4, Hidden = 200, Direction = Direction.Both, Outputs = 2, Readout = Readout.Last)]
    internal readonly partial struct Reservoir;
}
