using System.Globalization;
using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Labelling;
using EdgeSeq.Losses;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>Named entities in messages of the net: persons, places, groups that hardly occur in training.</summary>
internal sealed partial class EntitiesEvaluation : IEvaluation
{
    private const int Window = 128, Batch = 16, Vocabulary = 4200, TagCount = 13, Patience = 8;
    private const float LookDropout = 0.3f;

    public string Name => "wnut17";

    public string Description => "entities of WNUT 2017, a softmax over tags at every word, and a CRF over all of them";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        string[]? files = context.Data.Find(
            out string reason, "wnut17/wnut17train.conll", "wnut17/emerging.dev.conll", "wnut17/emerging.test.annotated");
        if (files is null)
        {
            EvaluationContext.Note($"{Name} is skipped: {reason}");
            yield break;
        }

        yield return Measurement.Timed(() => Measure<Tagger>(context, files, withCrf: false));
        yield return Measurement.Timed(() => Measure<CrfTagger>(context, files, withCrf: true));
        yield return Measurement.Timed(() =>
        {
            Measurement[] runs = [.. Enumerable.Range(1, context.Quick ? 1 : 3).Select(seed => Measure<LetterTagger>(context, files, withCrf: true, withLetters: true, (ulong)seed))];
            return runs[0] with
            {
                Value = runs.Average(run => run.Value),
                Goal = Goal.AtLeast(0.2),
                Settings = $"mean of {runs.Length} seeds ({string.Join(", ", runs.Select(run => run.Value.ToString("F4", CultureInfo.InvariantCulture)))}); of the first {runs[0].Settings}",
            };
        });
    }

    private static Measurement Measure<TShape>(EvaluationContext context, string[] files, bool withCrf, bool withLetters = false, ulong seed = 1)
        where TShape : struct, ITrainableModel
    {
        var sentences = new TaggedSentences(files[0], atLeast: 2);
        if (sentences.Vocabulary > Vocabulary || sentences.Tags.Length != TagCount)
        {
            throw new InvalidDataException(
                $"The training file has {sentences.Vocabulary} tokens and {sentences.Tags.Length} tags; the shape takes {Vocabulary} and {TagCount}.");
        }

        int epochs = context.Quick ? 1 : 20;
        Func<string, Example[]> load = withLetters ? sentences.LoadWithLetters : sentences.Load;
        Example[] training = load(files[0]), dev = load(files[1]), test = load(files[2]);
        training = context.Quick ? training[..160] : training;
        var options = new TrainerOptions
        {
            Batch = Batch, Window = Window, Optimizer = new AdamW { Decay = 0.05f }, Dropout = withLetters ? 0.5f : 0.3f,
            Schedule = Schedules.Cosine(0.004f, epochs * (training.Length / Batch + 1)),
        };
        TagRules? rules = withCrf ? TagRules.OfEntities(sentences.Tags) : null;
        options = options with { Loss = rules is null ? null : new CrfLoss(rules) };
        using var model = new Model<TShape>(seed);
        int[] looks = sentences.Looks;
        var random = new RandomGenerator(seed + 1);
        double best = DataSetLearning.TrainUntilBest(
            model, options, training, epochs, Patience, new RandomGenerator(seed), () => Score(model, dev, sentences.Tags, rules).F1, DropWords);
        EntityScore score = Score(model, test, sentences.Tags, rules);
        return new Measurement($"{(withLetters ? "network: words, looks and a bag of the pieces of each word, GruResetAfter, H = 64" : "GruResetAfter, E = 32, H = 48")}, 2 layers, both directions, {(withCrf ? "CRF" : "Softmax")}, Every", "entity F1 on the test file", score.F1)
        {
            Settings = FormattableString.Invariant(
                $"precision {score.Precision:F3}, recall {score.Recall:F3}; best of {epochs} epochs by F1 of the dev file ({best:F3}), words seen twice, AdamW 0.004, dropout {options.Dropout}, looks for words {LookDropout}"),
        };

        void DropWords(SequenceBatch batch)
        {
            // Unknown words are known by their looks alone, so the looks must be learned.
            foreach (ref int token in batch.Tokens.AsSpan())
            {
                token = random.NextSingle() < LookDropout ? looks[token] : token;
            }

            for (int i = 0; i < batch.Vectors.Length; i += TShape.Shape.Inputs)
            {
                batch.Vectors[i] = random.NextSingle() < LookDropout ? -1 : batch.Vectors[i];
            }
        }
    }

    private static EntityScore Score<TShape>(Model<TShape> model, Example[] examples, string[] tags, TagRules? rules)
        where TShape : struct, ITrainableModel
    {
        var score = new EntityScore(tags);
        int outputs = TShape.Shape.Outputs;
        CrfDecoder? decoder = rules is null ? null : new CrfDecoder(rules, Window);
        int[] said = new int[Window];
        DataSetLearning.Run(model, Batch, Window, examples, (batch, logits) =>
        {
            for (int row = 0; row < batch.Rows; row++)
            {
                ReadOnlySpan<int> truth = batch.Classes.AsSpan(row * Window, batch.Lengths[row]);
                if (truth[0] < 0)
                {
                    continue;   // an empty row
                }

                decoder?.Decode(logits.AsSpan(row * Window * outputs, truth.Length * outputs), said.AsSpan(0, truth.Length));
                for (int t = 0; decoder is null && t < truth.Length; t++)
                {
                    said[t] = SequenceLearning.Largest(logits.AsSpan((row * Window + t) * outputs, outputs));
                }

                score.Add(truth, said.AsSpan(0, truth.Length));
            }
        });
        return score;
    }

    [SequenceModel(Cell.GruResetAfter, Vocabulary = Vocabulary, Embedding = 32, Hidden = 48, Layers = 2, Direction = Direction.Both, Outputs = TagCount)]
    internal readonly partial struct Tagger;

    /// <summary>A word by itself, by its look, and by the pieces it is made of.</summary>
    [SequenceModel("""
        w = embed(slice(x, 0, 1), 4200, 48)
        l = embed(slice(x, 1, 1), 24, 8)
        p = bag(slice(x, 2, 48), 4096, 48)
        a = both(GruResetAfter(dropout([w, l, p]), 64))
        b = both(GruResetAfter(dropout(a), 64))
        y = dense(dropout(b), 182)
        """, Inputs = 2 + LetterGrams.Most)]
    internal readonly partial struct LetterTagger;

    [SequenceModel(
        Cell.GruResetAfter, Vocabulary = Vocabulary, Embedding = 32, Hidden = 48, Layers = 2, Direction = Direction.Both, Head = Head.Linear,
        Outputs = TagCount + (TagCount * TagCount))]
    internal readonly partial struct CrfTagger;
}
