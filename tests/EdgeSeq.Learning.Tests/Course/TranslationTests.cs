using System.Globalization;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Learning.Tests.Course;

/// <summary>Translation: "3 march", "march 3", "03/03" to "03-03", by an encoder and a decoder that looks back at it. The long version, with years, weekdays and notes around a date, are the evaluations `dates` and `dates-attention`.</summary>
public sealed partial class TranslationTests
{
    private const int Batch = 32, SourceWindow = 12, TargetWindow = 6, Steps = 400, Stop = 11;

    private const string Letters = " /0123456789abcdefghijlmnoprstuvy", Digits = "0123456789-";

    [Fact]
    public void An_encoder_and_a_decoder_with_attention_translate_dates_they_never_saw()
    {
        using var encoder = new Model<Reader>(1);
        using var decoder = new Model<Writer>(2);
        var options = new TrainerOptions { Batch = Batch, Window = TargetWindow, Schedule = Schedules.Cosine(0.02f, Steps) };
        using var trainer = new EncoderDecoderTrainer<Reader, Writer>(encoder, decoder, SourceWindow, options);
        var random = new RandomGenerator(1);
        int[] sources = new int[Batch * SourceWindow], targets = new int[Batch * TargetWindow], lengths = new int[Batch];
        for (int step = 0; step < Steps; step++)
        {
            for (int row = 0; row < Batch; row++)
            {
                (int[] source, int[] target) = Draw(random, isUnseen: false);
                source.CopyTo(sources, row * SourceWindow);
                target.CopyTo(targets, row * TargetWindow);
                lengths[row] = source.Length;
            }

            trainer.Step(new SequenceInput { Tokens = sources, Lengths = lengths }, targets);
        }

        using var translator = new EncoderDecoder<Reader, Writer>(encoder, decoder, SourceWindow, new BeamOptions { Width = 1, MaxLength = TargetWindow, StopToken = Stop });
        int[] output = new int[TargetWindow];
        int right = 0;
        for (int i = 0; i < 100; i++)
        {
            (int[] source, int[] target) = Draw(random, isUnseen: true);
            BeamResult result = translator.Decode(source, output);
            right += output.AsSpan(0, result.Length).SequenceEqual(target.AsSpan(0, TargetWindow - 1)) ? 1 : 0;
        }

        Assert.True(right >= 90, $"{right} of 100 dates are right");
    }

    private static (int[] Source, int[] Target) Draw(RandomGenerator random, bool isUnseen)
    {
        DateTime date;
        do
        {
            date = new DateTime(2001, 1, 1).AddDays(random.NextInt32(365));
        }
        while ((date.DayOfYear % 10 == 7) != isUnseen);

        string month = date.ToString("MMMM", CultureInfo.InvariantCulture).ToLowerInvariant();
        string source = random.NextInt32(3) switch { 0 => $"{date.Day} {month}", 1 => $"{month} {date.Day}", _ => $"{date.Day:00}/{date.Month:00}" };
        string target = $"{date.Month:00}-{date.Day:00}";
        return ([.. source.Select(letter => Letters.IndexOf(letter, StringComparison.Ordinal))], [.. target.Select(letter => Digits.IndexOf(letter, StringComparison.Ordinal)), Stop]);
    }

    [SequenceModel("m = both(GruResetAfter(embed(x, 12), 12))", Vocabulary = 33)]
    internal readonly partial struct Reader;

    [SequenceModel("""
        h = GruResetAfter(x, 24)
        c = dotattention(h, 12)
        y = softmax(dense(tanh(dense([c, h], 24)), 12))
        """, Vocabulary = 12)]
    internal readonly partial struct Writer;
}
