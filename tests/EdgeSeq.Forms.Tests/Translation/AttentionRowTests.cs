using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Forms.Tests.Translation;

/// <summary>Rows of every length beside each other, none left out: sources of no step, of one, of as many as the memory holds, targets of none.</summary>
[Collection(Alone.Name)]
public sealed class AttentionRowTests
{
    private const int Rows = 33, SourceWindow = 24, Window = 5;

    private static readonly TrainerOptions s_descent = new() { Batch = Rows, Window = Window, Optimizer = new Sgd(), Schedule = new ConstantRate(1), ClipNorm = null };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_row_is_worth_the_same_alone_and_among_others(int threads)
    {
        Compare<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(SourceWindow, threads);
        Compare<Shapes.AttendedStack, Shapes.AdditiveDecoder>(4, threads);
        Compare<Shapes.AttendedStack, Shapes.AdditiveDecoder>(1, threads);
    }

    [Fact]
    public void The_gradient_of_a_batch_is_the_mean_of_those_of_its_rows()
    {
        (int[] sources, int[] lengths, int[] targets) = Batch(SourceWindow);
        double[] sum = new double[Shapes.AttendedEncoder.ParameterSize + Shapes.AttendingDecoder.ParameterSize];
        int counted = targets.Count(token => token >= 0);
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<int> target = targets.AsSpan(row * Window, Window);
            int count = Window - target.Count(-1);
            float[] gradient = Gradient(s_descent with { Batch = 1 }, sources.AsSpan(row * SourceWindow, SourceWindow), lengths.AsSpan(row, 1), target);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += gradient[i] * ((double)count / counted);
            }
        }

        float[] whole = Gradient(s_descent, sources, lengths, targets);
        Assert.All(whole.Zip(sum), pair => Assert.Equal(pair.Second, pair.First, 2e-6));
        Assert.Contains(whole, number => Math.Abs(number) > 0.01);
    }

    [Fact]
    public void What_cannot_be_read_is_named_and_changes_nothing()
    {
        using var encoder = new Model<Shapes.AttendedEncoder>(1);
        using var decoder = new Model<Shapes.AttendingDecoder>(2);
        string before = encoder.ComputeSha256() + decoder.ComputeSha256();
        using var trainer = new EncoderDecoderTrainer<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(encoder, decoder, 2, s_descent with { Batch = 2 });
        int[] sources = [1, 2, 3, 4], lengths = [2, 1], targets = [1, 2, 0, -1, -1, 3, 0, -1, -1, -1];
        Refused(sources, [2, -1], targets);
        Refused(sources, [2, 3], targets);
        Refused(sources, [2], targets);
        Refused(sources[1..], lengths, targets);
        Refused([1, 7, 3, 4], lengths, targets);
        Refused(sources, lengths, targets[1..]);
        Refused(sources, lengths, [6, .. targets[1..]]);
        using var translator = new EncoderDecoder<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(encoder, decoder, 2);
        Assert.ThrowsAny<ArgumentException>(() => translator.Decode(new[] { 1, 2, 3 }, new int[4]));
        Assert.ThrowsAny<ArgumentException>(() => translator.Align(new[] { 1, 2 }, [1, -1], new float[4]));
        Assert.Equal(before, encoder.ComputeSha256() + decoder.ComputeSha256());

        // A memory of numbers that are none: the update is refused, and so is what would be written.
        encoder.Parameters[Shapes.AttendedEncoder.Shape.Parameters[0].Layout.IndexOf(0, 0)] = float.NaN;
        before = encoder.ComputeSha256() + decoder.ComputeSha256();
        Assert.Equal(TrainingOutcome.RejectedNonFinite, trainer.Step(new SequenceInput { Tokens = new[] { 0, 2, 3, 4 }, Lengths = lengths }, targets).Outcome);
        Assert.Equal(before, encoder.ComputeSha256() + decoder.ComputeSha256());
        Assert.Throws<InvalidOperationException>(() => translator.Decode(new[] { 0, 2 }, new int[4]));

        void Refused(int[] source, int[] steps, int[] target) =>
            Assert.ThrowsAny<ArgumentException>(() => trainer.Step(new SequenceInput { Tokens = source, Lengths = steps }, target));
    }

    private static void Compare<TEncoder, TDecoder>(int window, int threads)
        where TEncoder : struct, ISequenceModel
        where TDecoder : struct, ILanguageModel
    {
        using var encoder = new Model<TEncoder>(5);
        using var decoder = new Model<TDecoder>(6);
        (int[] sources, int[] lengths, int[] targets) = Batch(window);
        using var together = new EncoderDecoderEvaluator<TEncoder, TDecoder>(encoder, decoder, Rows, window, Window, threads);
        using var alone = new EncoderDecoderEvaluator<TEncoder, TDecoder>(encoder, decoder, 1, window, Window);
        for (int time = 0; time < 2; time++)   // what a longer source left behind is not there the next time
        {
            together.Reset();
            together.Add(new SequenceInput { Tokens = sources, Lengths = lengths }, targets);
            alone.Reset();
            for (int row = 0; row < Rows; row++)
            {
                alone.Add(new SequenceInput { Tokens = sources.AsSpan(row * window, window), Lengths = lengths.AsSpan(row, 1) }, targets.AsSpan(row * Window, Window));
            }

            Assert.Equal((alone.Sum, alone.Count), (together.Sum, together.Count));
            lengths.AsSpan().Reverse();
        }
    }

    /// <summary>Sources of 0, 1, .. steps up to the window and 0 again, targets of 0 to 5.</summary>
    private static (int[] Sources, int[] Lengths, int[] Targets) Batch(int window)
    {
        var random = new RandomGenerator(3);
        int[] sources = [.. Enumerable.Range(0, Rows * window).Select(_ => random.NextInt32(7))], targets = new int[Rows * Window];
        targets.AsSpan().Fill(-1);
        for (int row = 0; row < Rows; row++)
        {
            for (int t = 0; t < (row * 7) % (Window + 1); t++)
            {
                targets[(row * Window) + t] = random.NextInt32(6);
            }
        }

        return (sources, [.. Enumerable.Range(0, Rows).Select(row => row % (window + 1))], targets);
    }

    /// <summary>What an update at rate 1 takes from the weights of both.</summary>
    private static float[] Gradient(TrainerOptions options, ReadOnlySpan<int> sources, ReadOnlySpan<int> lengths, ReadOnlySpan<int> targets)
    {
        using var encoder = new Model<Shapes.AttendedEncoder>(5);
        using var decoder = new Model<Shapes.AttendingDecoder>(6);
        float[] before = [.. encoder.Parameters, .. decoder.Parameters];
        using var trainer = new EncoderDecoderTrainer<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(encoder, decoder, SourceWindow, options);
        trainer.Step(new SequenceInput { Tokens = sources, Lengths = lengths }, targets);
        float[] after = [.. encoder.Parameters, .. decoder.Parameters];
        return [.. before.Zip(after, (b, a) => b - a)];
    }
}
