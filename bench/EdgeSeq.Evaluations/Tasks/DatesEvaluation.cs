using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Training;
using EdgeSeq.Translation;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>Many to many of different lengths: "3 march 1998" to "1998-03-03", by an encoder and a decoder.</summary>
internal sealed partial class DatesEvaluation : IEvaluation
{
    internal const int Tests = 1000;

    private const int Batch = 64;

    public string Name => "dates";

    public string Description => "dates in fifteen spellings to the one of ISO 8601; a tenth of all dates is never seen in training";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        using var encoder = new Model<Reader>(1);
        using var decoder = new Model<Writer>(2);
        yield return Measurement.Timed(() =>
        {
            int steps = context.Steps(4000);
            Learn(encoder, decoder, steps);
            int right = CountExact(encoder, decoder);
            return new Measurement("encoder-decoder, GruResetAfter, H = 128, tokens in and out", "unseen dates exactly right, greedy", (double)right / Tests, Goal.AtLeast(0.95))
            {
                Settings = $"{steps} updates of {Batch} dates, Adam 0.004 cosine; {right} of {Tests}",
            };
        });
    }

    /// <summary>Learns from so many batches; with scheduled sampling the decoder reads tokens of its own too.</summary>
    internal static void Learn(Model<Reader> encoder, Model<Writer> decoder, int steps, ScheduledSampling? sampling = null, ulong seed = 1)
    {
        var options = new TrainerOptions
        {
            Batch = Batch, Window = DateSpellings.TargetWindow, Schedule = Running.Schedules.Cosine(0.004f, steps), ScheduledSampling = sampling,
        };
        using var trainer = new EncoderDecoderTrainer<Reader, Writer>(encoder, decoder, DateSpellings.SourceWindow, options);
        int[] sources = new int[Batch * DateSpellings.SourceWindow], targets = new int[Batch * DateSpellings.TargetWindow], lengths = new int[Batch];
        var random = new RandomGenerator(seed);
        for (int step = 0; step < steps; step++)
        {
            for (int row = 0; row < Batch; row++)
            {
                (string source, string target) = DateSpellings.Draw(random, unseen: false);
                int[] tokens = DateSpellings.Encode(source);
                tokens.CopyTo(sources, row * DateSpellings.SourceWindow);
                lengths[row] = tokens.Length;
                DateSpellings.EncodeTarget(target).CopyTo(targets, row * DateSpellings.TargetWindow);
            }

            trainer.Step(new SequenceInput { Tokens = sources, Lengths = lengths }, targets);
        }
    }

    /// <summary>Of <see cref="Tests"/> dates that were kept from training those that are written without a fault.</summary>
    internal static int CountExact(Model<Reader> encoder, Model<Writer> decoder)
    {
        var options = new BeamOptions { Width = 1, MaxLength = DateSpellings.TargetWindow, StopToken = DateSpellings.Stop };
        using var translator = new EncoderDecoder<Reader, Writer>(encoder, decoder, DateSpellings.SourceWindow, options);
        int[] output = new int[DateSpellings.TargetWindow];
        var random = new RandomGenerator(2);
        (int right, int shown) = (0, 0);
        for (int i = 0; i < Tests; i++)
        {
            (string source, string target) = DateSpellings.Draw(random, unseen: true);
            BeamResult result = translator.Decode(DateSpellings.Encode(source), output);
            string written = DateSpellings.Decode(output.AsSpan(0, result.Length));
            right += written == target ? 1 : 0;
            if (written != target && shown++ < 5)
            {
                EvaluationContext.Note($"dates: \"{source}\" became {written}, not {target}");
            }
        }

        return right;
    }

    [SequenceModel(Cell.GruResetAfter, Vocabulary = DateSpellings.SourceVocabulary, Hidden = 128, Head = Head.None)]
    internal readonly partial struct Reader;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = DateSpellings.TargetVocabulary, Hidden = 128)]
    internal readonly partial struct Writer;
}
