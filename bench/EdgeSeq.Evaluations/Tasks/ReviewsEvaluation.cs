using System.Globalization;
using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>Sentiment: is a sentence of a film review for or against, without vectors learned elsewhere.</summary>
internal sealed partial class ReviewsEvaluation : IEvaluation
{
    private const int Window = 64, Batch = 32, Vocabulary = 8000, Epochs = 12, Patience = 3, Splits = 3;
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

        yield return Measurement.Timed(() =>
        {
            double[] accuracies = [.. Enumerable.Range(1, context.Quick ? 1 : Splits).Select(split => Learn(context, ReviewSentences.Read(files[0], files[1], Vocabulary, (ulong)split)))];
            string each = string.Join(", ", accuracies.Select(accuracy => accuracy.ToString("F4", CultureInfo.InvariantCulture)));
            return new Measurement("GruResetAfter, E = 32, H = 32, 2 layers, both directions, Softmax, Last", "test accuracy", accuracies.Average(), Goal.AtLeast(0.74))
            {
                Settings = $"mean of {accuracies.Length} splits 80/10/10 ({each}), {Vocabulary} words, best of {Epochs} epochs by held-out accuracy, AdamW 0.002, dropout 0.5, word dropout {WordDropout}",
            };
        });
    }

    private static double Learn(EvaluationContext context, ReviewSentences sentences)
    {
        int epochs = context.Quick ? 1 : Epochs;
        Example[] training = context.Quick ? sentences.Training[..320] : sentences.Training;
        var options = new TrainerOptions
        {
            Batch = Batch, Window = Window, Optimizer = new AdamW { Decay = 0.1f }, Dropout = 0.5f,
            Schedule = Schedules.Cosine(0.002f, epochs * (training.Length / Batch + 1)),
        };
        using var model = new Model<Reader>(1);
        var random = new RandomGenerator(2);
        DataSetLearning.TrainUntilBest(
            model, options, training, epochs, Patience, new RandomGenerator(1),
            () => DataSetLearning.Accuracy(model, Batch, Window, sentences.HeldOut), DropWords);
        return DataSetLearning.Accuracy(model, Batch, Window, sentences.Test);

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
