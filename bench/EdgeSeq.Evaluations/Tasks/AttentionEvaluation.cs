using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;
using EdgeSeq.Translation;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>The date of a note, with and without attention, also of notes twice as long as any in training.</summary>
internal sealed partial class AttentionEvaluation : IEvaluation
{
    private const int Batch = 64, Tests = 500, TrainedLength = 60, Steps = 4000, Seeds = 3;

    public string Name => "dates-attention";

    public string Description => "the date that stands somewhere in a note, by encoders and decoders with and without attention; notes are longer than any in training";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        foreach (Measurement measurement in Run<Reader, Writer>(context, "encoder-decoder, GruResetAfter, H = 128, the last states handed over", null))
        {
            yield return measurement;
        }

        foreach (Measurement measurement in Run<NoteReader, NoteWriter>(context, "the same decoder with dot attention over both directions of 64", Goal.AtLeast(0.95)))
        {
            yield return measurement;
        }
    }

    private static IEnumerable<Measurement> Run<TReader, TWriter>(EvaluationContext context, string form, Goal? goal)
        where TReader : struct, ITrainableModel
        where TWriter : struct, ILanguageModel, ITrainableModel
    {
        int steps = context.Steps(Steps);
        (List<double> near, List<double> far) = ([], []);
        yield return Measurement.Timed(() =>
        {
            for (ulong seed = 1; seed <= (context.Quick ? 1ul : Seeds); seed++)
            {
                using var encoder = new Model<TReader>(seed);
                using var decoder = new Model<TWriter>(seed + 1);
                Learn(encoder, decoder, steps, seed);
                near.Add(ShareExact(encoder, decoder, TrainedLength));
                far.Add(ShareExact(encoder, decoder, 2 * TrainedLength));
            }

            return Measure(near, TrainedLength);
        });
        yield return Measure(far, 2 * TrainedLength);

        Measurement Measure(List<double> shares, int length) => new(form, $"unseen dates exactly right in notes of {length} letters", shares.Average(), goal)
        {
            Settings = $"{Spread.Of(shares)}; {steps} updates of {Batch} notes of up to {TrainedLength} letters, Adam 0.002 cosine; {Tests} notes a seed",
        };
    }

    private static void Learn<TReader, TWriter>(Model<TReader> encoder, Model<TWriter> decoder, int steps, ulong seed)
        where TReader : struct, ITrainableModel
        where TWriter : struct, ILanguageModel, ITrainableModel
    {
        var options = new TrainerOptions { Batch = Batch, Window = DateSpellings.TargetWindow, Schedule = Schedules.Cosine(0.002f, steps) };
        using var trainer = new EncoderDecoderTrainer<TReader, TWriter>(encoder, decoder, TrainedLength, options);
        int[] sources = new int[Batch * TrainedLength], targets = new int[Batch * DateSpellings.TargetWindow], lengths = new int[Batch];
        var random = new RandomGenerator(seed);
        for (int step = 0; step < steps; step++)
        {
            for (int row = 0; row < Batch; row++)
            {
                (string note, string date) = DatedNotes.Draw(random, unseen: false, random.NextInt32(TrainedLength + 1));
                int[] tokens = DateSpellings.Encode(note);
                tokens.CopyTo(sources, row * TrainedLength);
                lengths[row] = tokens.Length;
                DateSpellings.EncodeTarget(date).CopyTo(targets, row * DateSpellings.TargetWindow);
            }

            TrainingStep result = trainer.Step(new SequenceInput { Tokens = sources, Lengths = lengths }, targets);
            if (step % 500 == 0)
            {
                EvaluationContext.Note($"dates-attention: step {step}, loss {result.Loss:F4}");
            }
        }
    }

    private static double ShareExact<TReader, TWriter>(Model<TReader> encoder, Model<TWriter> decoder, int length)
        where TReader : struct, ISequenceModel
        where TWriter : struct, ILanguageModel
    {
        var options = new BeamOptions { Width = 1, MaxLength = DateSpellings.TargetWindow, StopToken = DateSpellings.Stop };
        using var translator = new EncoderDecoder<TReader, TWriter>(encoder, decoder, length, options);
        int[] output = new int[DateSpellings.TargetWindow];
        var random = new RandomGenerator(2);
        int right = 0;
        for (int i = 0; i < Tests; i++)
        {
            (string note, string date) = DatedNotes.Draw(random, unseen: true, length);
            BeamResult result = translator.Decode(DateSpellings.Encode(note), output);
            right += DateSpellings.Decode(output.AsSpan(0, result.Length)) == date ? 1 : 0;
        }

        return (double)right / Tests;
    }

    [SequenceModel(Cell.GruResetAfter, Vocabulary = DateSpellings.SourceVocabulary, Hidden = 128, Head = Head.None)]
    internal readonly partial struct Reader;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = DateSpellings.TargetVocabulary, Hidden = 128)]
    internal readonly partial struct Writer;

    [SequenceModel("m = both(GruResetAfter(embed(x, 32), 64))", Vocabulary = DateSpellings.SourceVocabulary)]
    internal readonly partial struct NoteReader;

    [SequenceModel("""
        h = GruResetAfter(x, 128)
        c = dotattention(h, 120)
        y = softmax(dense(tanh(dense([c, h], 64)), 12))
        """, Vocabulary = DateSpellings.TargetVocabulary)]
    internal readonly partial struct NoteWriter;
}
