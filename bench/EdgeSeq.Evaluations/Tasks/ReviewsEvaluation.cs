using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Running;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>Sentiment: is a sentence of a film review for or against, without vectors learned elsewhere.</summary>
internal sealed partial class ReviewsEvaluation : IEvaluation
{
    private const int Window = 64, Batch = 32, Vocabulary = 8000, Patience = 3;
    private const float WordDropout = 0.3f;

    public string Name => "rt-polarity";

    public string Description => "10,662 sentences of film reviews, for or against";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        string[]? files = context.Data.Find(out string reason, "rt-polarity/rt-polarity.neg", "rt-polarity/rt-polarity.pos");
        if (files is null)
        {
            EvaluationContext.Note($"{Name} is skipped: {reason}");
            yield break;
        }

        for (ulong split = 1; split <= (context.Quick ? 1 : 3ul); split++)
        {
            ulong seed = split;
            yield return Measurement.Timed(() => Measure(context, ReviewSentences.Read(files[0], files[1], Vocabulary, seed), seed));
        }
    }

    private static Measurement Measure(EvaluationContext context, ReviewSentences sentences, ulong split)
    {
        int epochs = context.Quick ? 1 : 12;
        Example[] training = context.Quick ? sentences.Training[..320] : sentences.Training;
        var options = new TrainerOptions
        {
            Batch = Batch, Window = Window, Optimizer = new AdamW { Decay = 0.1f }, Dropout = 0.5f,
            Schedule = Schedules.Cosine(0.002f, epochs * (training.Length / Batch + 1)),
        };
        using var model = new Model<Reader>(1);
        var random = new RandomGenerator(2);
        double heldOut = DataSetLearning.TrainUntilBest(
            model, options, training, epochs, Patience, new RandomGenerator(1),
            () => DataSetLearning.Accuracy(model, Batch, Window, sentences.HeldOut), DropWords);
        double accuracy = DataSetLearning.Accuracy(model, Batch, Window, sentences.Test);
        return new Measurement("GruResetAfter, E = 32, H = 32, 2 layers, both directions, Softmax, Last", "test accuracy", accuracy, Goal.AtLeast(0.74))
        {
            Settings = $"80/10/10 split {split}, {Vocabulary} words, best of {epochs} epochs by held-out accuracy ({heldOut:F3}), AdamW 0.002, dropout 0.5, word dropout {WordDropout}",
        };

        void DropWords(SequenceBatch batch)
        {
            foreach (ref int token in batch.Tokens.AsSpan())
            {
                token = random.NextSingle() < WordDropout ? ReviewSentences.Unknown : token;
            }
        }
    }

    [SequenceModel(Cell.GruResetAfter, Vocabulary = Vocabulary, Embedding = 32, Hidden = 32, Layers = 2, Direction = Direction.Both, Outputs = 2, Readout = Readout.Last)]
    internal readonly partial struct Reader;
}
