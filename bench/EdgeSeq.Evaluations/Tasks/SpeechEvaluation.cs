using EdgeSeq.Evaluations.Running;
using EdgeSeq.Evaluations.Speech;
using EdgeSeq.Labelling;
using EdgeSeq.Losses;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>Words and strings of digits that a synthesiser says in many voices; voices and accents that were never trained on decide.</summary>
internal sealed partial class SpeechEvaluation : IEvaluation
{
    private const int Batch = 32, WordWindow = 128, NumberWindow = 320, MaxDigits = 5, Classes = 11;
    private const float TestNoise = 20;

    public string Name => "speech";

    public string Description => "twelve words and strings of two to five digits from espeak-ng; unseen voices, and unseen voices of unseen accents, with noise 20 dB below them";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        if (!Speaker.IsThere)
        {
            EvaluationContext.Note($"{Name} is skipped: espeak-ng is not installed");
            yield break;
        }

        IEnumerable<string> training = context.Quick ? SpokenWords.TrainingVoices.Take(1) : SpokenWords.TrainingVoices;
        Utterance[] words = SpokenWords.Words(training, 3, 1), voices = SpokenWords.Words(SpokenWords.UnseenVoices, 1, 2), accents = SpokenWords.Words(SpokenWords.UnseenAccents, 1, 3);
        foreach (string ways in context.Quick ? ["all"] : new[] { "none", "noise", "noise, warped frequencies", "all" })
        {
            using var model = new Model<WordReader>(1);
            yield return Measurement.Timed(() =>
            {
                Learn(context, model, words, WordWindow, ways, null);
                return Words(model, voices, ways, "unseen voices", Goal.AtLeast(0.97));
            });
            yield return Words(model, accents, ways, "unseen voices of unseen accents", Goal.AtLeast(0.75));
        }

        Utterance[] numbers = SpokenWords.Numbers(training, 40, 4), otherVoices = SpokenWords.Numbers(SpokenWords.UnseenVoices, 12, 5), otherAccents = SpokenWords.Numbers(SpokenWords.UnseenAccents, 6, 6);
        foreach (string ways in context.Quick ? ["all"] : new[] { "none", "all" })
        {
            using var model = new Model<NumberReader>(1);
            yield return Measurement.Timed(() =>
            {
                Learn(context, model, numbers, NumberWindow, ways, new CtcLoss(MaxDigits));
                return Numbers(model, otherVoices, ways, "unseen voices", Goal.Below(0.05));
            });
            yield return Numbers(model, otherAccents, ways, "unseen voices of unseen accents", Goal.Below(0.36));
        }
    }

    private static void Learn<TShape>(EvaluationContext context, Model<TShape> model, Utterance[] utterances, int window, string ways, CtcLoss? loss)
        where TShape : struct, ITrainableModel
    {
        var random = new RandomGenerator(1);
        var augmentation = new Augmentation(random)
        {
            AddsNoise = ways != "none", Warps = ways is "all" or "noise, warped frequencies", Masks = ways == "all",
        };
        int epochs = context.Quick ? 1 : 30, steps = epochs * ((utterances.Length + Batch - 1) / Batch);
        var options = new TrainerOptions
        {
            Batch = Batch, Window = window, Optimizer = new AdamW { Decay = 0.05f }, Dropout = 0.2f, Schedule = Schedules.Cosine(0.004f, steps), Loss = loss,
        };
        using var trainer = new Trainer<TShape>(model, options);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(utterances.AsSpan());
            double sum = 0;
            foreach (Utterance[] part in utterances.Chunk(Batch))
            {
                (float[] vectors, int[] lengths, int[] classes) = Fill(part, window, loss is null ? 1 : MaxDigits, utterance => ways == "none" ? SpeechFeatures.Of(utterance.Samples) : augmentation.Features(utterance));
                trainer.ResetState();
                sum += trainer.Step(new SequenceInput { Vectors = vectors, Lengths = lengths }, classes).Loss;
            }

            if (epoch % 5 == 4)
            {
                EvaluationContext.Note($"speech ({ways}): epoch {epoch + 1}, loss {sum / ((utterances.Length + Batch - 1) / Batch):F4}");
            }
        }
    }

    private static Measurement Words(Model<WordReader> model, Utterance[] tests, string ways, string whose, Goal goal)
    {
        int right = 0;
        Read(model, tests, WordWindow, (utterance, outputs) => right += SequenceLearning.Largest(outputs) == utterance.Labels[0] ? 1 : 0);
        return new Measurement("network: conv, GruResetAfter, H = 48, both directions, attention over time", $"words right, {whose}", (double)right / tests.Length, ways == "all" ? goal : null)
        {
            Settings = $"augmentation: {ways}; {right} of {tests.Length}",
        };
    }

    private static Measurement Numbers(Model<NumberReader> model, Utterance[] tests, string ways, string whose, Goal goal)
    {
        (int wrong, int all) = (0, 0);
        int[] said = new int[NumberWindow];
        Read(model, tests, NumberWindow, (utterance, outputs) =>
        {
            int count = CtcDecoder.Greedy(outputs, Classes, said);
            wrong += EditDistance(said.AsSpan(0, count), [.. utterance.Labels.Select(digit => digit + 1)]);
            all += utterance.Labels.Length;
        });
        return new Measurement("network: conv, GruResetAfter, H = 64, both directions, CTC, greedy", $"word errors, {whose}", (double)wrong / all, ways == "all" ? goal : null)
        {
            Settings = $"augmentation: {ways}; {wrong} of {all}",
        };
    }

    /// <summary>Hands out the outputs of each utterance, heard through noise.</summary>
    private static void Read<TShape>(Model<TShape> model, Utterance[] tests, int window, Action<Utterance, ReadOnlySpan<float>> use)
        where TShape : struct, ISequenceModel
    {
        using var runner = new SequenceRunner<TShape>(model, Batch, window);
        float[] outputs = new float[runner.OutputLength];
        var augmentation = new Augmentation(new RandomGenerator(9));
        int size = TShape.Shape.Outputs, rowLength = outputs.Length / Batch;
        foreach (Utterance[] part in tests.Chunk(Batch))
        {
            (float[] vectors, int[] lengths, _) = Fill(part, window, 1, utterance => SpeechFeatures.Of(augmentation.Noisy(utterance.Samples, TestNoise)));
            runner.Logits(new SequenceInput { Vectors = vectors, Lengths = lengths }, outputs);
            for (int row = 0; row < part.Length; row++)
            {
                use(part[row], outputs.AsSpan(row * rowLength, rowLength == size ? size : lengths[row] * size));
            }
        }
    }

    /// <summary>A batch. Labels of CTC begin at 1, behind the blank; one label a row is a class.</summary>
    private static (float[] Vectors, int[] Lengths, int[] Classes) Fill(Utterance[] part, int window, int labels, Func<Utterance, float[][]> features)
    {
        float[] vectors = new float[Batch * window * SpeechFeatures.Bands];
        int[] lengths = new int[Batch], classes = new int[Batch * labels];
        lengths.AsSpan().Fill(1);
        classes.AsSpan().Fill(-1);
        for (int row = 0; row < part.Length; row++)
        {
            float[][] frames = features(part[row]);
            lengths[row] = Math.Min(window, frames.Length);
            for (int t = 0; t < lengths[row]; t++)
            {
                frames[t].CopyTo(vectors, ((row * window) + t) * SpeechFeatures.Bands);
            }

            for (int i = 0; i < Math.Min(labels, part[row].Labels.Length); i++)
            {
                classes[(row * labels) + i] = part[row].Labels[i] + (labels == 1 ? 0 : 1);
            }
        }

        return (vectors, lengths, classes);
    }

    private static int EditDistance(ReadOnlySpan<int> said, int[] truth)
    {
        int[] row = [.. Enumerable.Range(0, truth.Length + 1)];
        foreach (int label in said)
        {
            int diagonal = row[0]++;
            for (int i = 1; i < row.Length; i++)
            {
                (diagonal, row[i]) = (row[i], Math.Min(diagonal + (label == truth[i - 1] ? 0 : 1), 1 + Math.Min(row[i], row[i - 1])));
            }
        }

        return row[^1];
    }

    [SequenceModel("""
        c = relu(conv(x, 32, 5))
        h = both(GruResetAfter(dropout(c), 48))
        y = softmax(dense(dropout(attentionpool(h, dense(tanh(dense(h, 16)), 1))), 12))
        """, Inputs = SpeechFeatures.Bands)]
    internal readonly partial struct WordReader;

    [SequenceModel("""
        c = relu(conv(x, 48, 5))
        h = both(GruResetAfter(dropout(c), 64))
        y = dense(dropout(h), 11)
        """, Inputs = SpeechFeatures.Bands)]
    internal readonly partial struct NumberReader;
}
