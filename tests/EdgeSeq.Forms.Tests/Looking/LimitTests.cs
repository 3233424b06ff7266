using EdgeSeq.Diagnostics;
using EdgeSeq.Text;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Forms.Tests.Looking;

/// <summary>Sizes that no memory could hold are refused by name and number, before they are allocated.</summary>
public sealed class LimitTests
{
    private const int Huge = int.MaxValue;

    private static readonly Model<Shapes.Decoder> Model = new();
    private static readonly Model<Shapes.Encoder> Encoder = new();
    private static readonly Model<Shapes.Rectified> Numbers = new();
    private static readonly Model<WideOutputs> Wide = new();
    private static readonly TokenSequence Text = TokenSequence.Of(new int[] { 0, 1, 2, 3, 1, 2, 3, 1, 2, 3 });

    private static readonly Dictionary<string, Action> s_cases = new()
    {
        ["trainer, batch"] = () => Train(new TrainerOptions { Batch = Huge, Window = 1 }),
        ["trainer, window"] = () => Train(new TrainerOptions { Batch = 1, Window = Huge }),
        ["trainer, both"] = () => Train(new TrainerOptions { Batch = Huge, Window = Huge }),
        ["trainer, small micro-batches"] = () => Train(new TrainerOptions { Batch = Huge, Window = 1, MicroBatch = 1 }),
        ["evaluator, batch"] = () => _ = new Evaluator<Shapes.Decoder>(Model, Huge, 1),
        ["evaluator, window"] = () => _ = new Evaluator<Shapes.Decoder>(Model, 1, Huge),
        ["runner, batch"] = () => _ = new SequenceRunner<Shapes.Decoder>(Model, Huge, 1),
        ["runner, window"] = () => _ = new SequenceRunner<Shapes.Decoder>(Model, 1, Huge),
        ["runner, outputs of 2^31"] = () => _ = new SequenceRunner<WideOutputs>(Wide, 1, 1 << 19),
        ["ridge, batch"] = () => Fit(new RidgeReadoutOptions { Batch = Huge, Window = 1 }),
        ["ridge, window"] = () => Fit(new RidgeReadoutOptions { Batch = 1, Window = Huge }),
        ["flow, window"] = () => _ = new GradientFlow<Shapes.Decoder>(Model, Huge),
        ["beams, width"] = () => Search(new BeamOptions { Width = Huge, MaxLength = 1 }),
        ["beams, length"] = () => Search(new BeamOptions { Width = 1, MaxLength = Huge }),
        ["sampler, repetition"] = () => _ = new Sampler<Shapes.Decoder>(Model, new SamplerOptions { RepetitionPenalty = 1.1f, RepetitionWindow = Huge }),
        ["batch sampler, rows"] = () => _ = new BatchSampler<Shapes.Decoder>(Model, rows: Huge),
        ["scorer, rows"] = () => _ = new Scorer<Shapes.Decoder>(Model, Huge),
        ["translation, batch"] = () => Translate(1, new TrainerOptions { Batch = Huge, Window = 1 }),
        ["translation, window"] = () => Translate(1, new TrainerOptions { Batch = 1, Window = Huge }),
        ["translation, source"] = () => Translate(Huge, new TrainerOptions { Batch = 1, Window = 1 }),
        ["translation's loss, batch"] = () => _ = new EncoderDecoderEvaluator<Shapes.Encoder, Shapes.Decoder>(Encoder, Model, Huge, 1, 1),
        ["decoding, source"] = () => _ = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(Encoder, Model, Huge),
        ["rows of text, batch"] = () => _ = new RowWindows(Text, Huge, 1),
        ["rows of text, window"] = () => _ = new RowWindows(Text, 1, Huge, RowTail.Pad),
        ["sentences, batch"] = () => _ = new SentenceBatches(Text, new SentenceOptions { EndToken = 0, Batch = Huge, Window = 1 }),
        ["sentences, window"] = () => _ = new SentenceBatches(Text, new SentenceOptions { EndToken = 0, Batch = 1, Window = Huge, ShuffleTokens = Huge }),
        ["sentences, shuffled"] = () => _ = new SentenceBatches(Text, new SentenceOptions { EndToken = 0, ShuffleTokens = Huge }),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_refused_with_the_limit(string name)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(s_cases[name]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.DoesNotMatch("-[0-9]{3}", refused.Message);                     // a number that wrapped
        Assert.Matches("[0-9]{8}|[0-9],[0-9]{3},[0-9]{3}", refused.Message);       // what there may be at most
    }

    [Fact]
    public void Rows_of_text_hold_no_more_than_the_text_has()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var rows = new RowWindows(Text, 1, 1 << 28, RowTail.Pad);
        Assert.Equal(1, rows.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
    }

    private static void Train(TrainerOptions options) => _ = new Trainer<Shapes.Decoder>(Model, options);

    private static void Fit(RidgeReadoutOptions options) => _ = new RidgeReadout<Shapes.Rectified>(Numbers, options);

    private static void Search(BeamOptions options) => _ = new BeamSearch<Shapes.Decoder>(Model, options);

    private static void Translate(int source, TrainerOptions options) =>
        _ = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(Encoder, Model, source, options);
}
