using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Running;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>106 sequences of bases: each is classified by a model that has learned the 105 others.</summary>
internal sealed partial class PromotersEvaluation : IEvaluation
{
    private const int Batch = 15;

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

        yield return Measurement.Timed(() => Measure(context, Promoters.Read(files[0])));
    }

    private static Measurement Measure(EvaluationContext context, Example[] examples)
    {
        int epochs = context.Quick ? 2 : 40, tests = context.Quick ? 4 : examples.Length, right = 0;
        var options = new TrainerOptions
        {
            Batch = Batch, Window = Promoters.Window, Optimizer = new AdamW { Decay = 0.3f },
            Schedule = Schedules.Cosine(0.01f, epochs * (examples.Length - 1) / Batch),
        };
        for (int left = 0; left < tests; left++)
        {
            using var model = new Model<Reader>(1);
            DataSetLearning.Train(model, options, [.. examples[..left], .. examples[(left + 1)..]], epochs, new RandomGenerator(1));
            right += DataSetLearning.Accuracy(model, 1, Promoters.Window, [examples[left]]) == 1 ? 1 : 0;
        }

        return new Measurement("GruResetAfter, H = 16, both directions, Softmax, Last", "leave-one-out accuracy", (double)right / tests)
        {
            Settings = $"{right} of {tests} right; {epochs} epochs each, batch {Batch}, AdamW 0.01 cosine, decay 0.3",
        };
    }

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 4, Hidden = 16, Direction = Direction.Both, Outputs = 2, Readout = Readout.Last)]
    internal readonly partial struct Reader;
}
