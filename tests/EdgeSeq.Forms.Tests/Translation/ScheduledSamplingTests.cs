using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Forms.Tests.Translation;

/// <summary>Decoders that read tokens of their own while they learn: which ones, the same bits however they are run, and bad options. <see cref="HandOverGradientTests"/> has the loss and its gradients.</summary>
[Collection(Alone.Name)]
public sealed class ScheduledSamplingTests : IDisposable
{
    private const int Rows = 7, Window = 9;

    private static readonly ScheduledSampling s_half = new(0.5f) { Draws = true, Seed = 3 };
    private static readonly TrainerOptions s_options = new() { Batch = Rows, Window = Window, Schedule = new ConstantRate(0.02f), ScheduledSampling = s_half };

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Neither_micro_batches_nor_threads_change_a_bit(bool draws)
    {
        TrainerOptions options = s_options with { ScheduledSampling = s_half with { Draws = draws } };
        string expected = Train<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(options);
        Assert.All([1, 3, Rows], rows => Assert.Equal(expected, Train<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(options with { MicroBatch = rows })));
        Assert.All([2, 3], threads => Assert.Equal(expected, Train<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(options with { Threads = threads })));
        Assert.NotEqual(expected, Train<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(options with { ScheduledSampling = s_half with { Draws = !draws } }));
        Assert.NotEqual(expected, Train<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(options with { ScheduledSampling = s_half with { Draws = draws, Seed = 4 } }));
    }

    [Fact]
    public void A_share_of_zero_is_teacher_forcing_and_the_share_rises_as_the_options_say()
    {
        Assert.Equal(Train<Shapes.Encoder, Shapes.Decoder>(s_options with { ScheduledSampling = null }), Train<Shapes.Encoder, Shapes.Decoder>(s_options with { ScheduledSampling = new(0) }));
        string late = Train<Shapes.Encoder, Shapes.Decoder>(s_options with { ScheduledSampling = s_half with { Start = 8 } });
        Assert.Equal(Train<Shapes.Encoder, Shapes.Decoder>(s_options with { ScheduledSampling = null }), late);
        var rising = new ScheduledSampling(0.6f) { Start = 10, Steps = 20 };
        Assert.Equal([0, 0, 0.3f, 0.6f, 0.6f], new long[] { 0, 10, 20, 30, 1000 }.Select(rising.RateAt));
        Assert.Equal([0, 1f], new long[] { 9, 10 }.Select((rising with { Rate = 1, Steps = 0 }).RateAt));
    }

    [Fact]
    public void A_choice_is_drawn_by_its_probability()
    {
        // A decoder that knows nothing but that token 2 is likely: half of what it reads is then drawn, and of that three quarters are 2.
        const int Many = 200;
        using var encoder = new Model<Shapes.Encoder>(1);
        using var decoder = new Model<Shapes.Decoder>(2);
        decoder.Parameters.Clear();
        decoder.Parameters[Shapes.Decoder.Shape.Parameters.Single(p => p.Name == "b_y").Layout.IndexOf(0, 2)] = (float)Math.Log(15);   // 15 to 5 others
        float[] before = decoder.Parameters.ToArray();
        var options = new TrainerOptions { Batch = Many, Window = 2, ScheduledSampling = new ScheduledSampling(1) { Draws = true }, Optimizer = new Sgd(), ClipNorm = null };
        int[] targets = [.. Enumerable.Repeat(4, Many * 2)];

        // What was read is where the vectors of tokens have a gradient; here they are the rows of W, whose gradient is that of the state, the same for each reader.
        Shapes.Decoder.Shape.Parameters.Where(p => p.Name == "W_y").ToList().ForEach(p => decoder.Parameters[p.Layout.IndexOf(0, 4)] = before[p.Layout.IndexOf(0, 4)] = 1);
        using (var trainer = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 2, options))
        {
            encoder.Parameters.Clear();
            trainer.Step(new int[Many * 2], targets);
        }

        var read = Shapes.Decoder.Shape.Parameters.Single(p => p.Name == "W_n");
        double[] taught = [.. Enumerable.Range(0, 6).Select(token => Math.Abs((double)before[read.Layout.IndexOf(token, 0)] - decoder.Parameters[read.Layout.IndexOf(token, 0)]))];
        Assert.Equal(0.75, taught[2] / taught.Sum(), 0.1);
        Assert.All(taught, share => Assert.True(share > 0));
    }

    [Fact]
    public void A_resumed_run_has_the_weights_of_an_uninterrupted_one()
    {
        var source = new Sample(Shapes.Encoder.Shape, Rows, 4);
        string whole = Run(0, 6, saves: false);
        Run(0, 3, saves: true);
        Assert.Equal(whole, Run(3, 6, saves: false));

        string Run(int from, int until, bool saves)
        {
            using var encoder = new Model<Shapes.Encoder>(1);
            using var decoder = new Model<Shapes.Decoder>(2);
            using var trainer = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, s_options with { ScheduledSampling = s_half with { Steps = 4 } });
            var store = new CheckpointStore<Shapes.Encoder, Shapes.Decoder>(trainer, _folder);
            if (from > 0)
            {
                Assert.Equal(from, store.LoadLatest()!.StepCount);
            }

            for (int step = from; step < until; step++)
            {
                trainer.Step(source.Input, Targets());
            }

            if (saves)
            {
                store.Save();
            }

            return encoder.ComputeSha256() + decoder.ComputeSha256();
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        using var encoder = new Model<Shapes.AttendedEncoder>(1);
        using var decoder = new Model<Shapes.AttendingDecoder>(2);
        using var trainer = new EncoderDecoderTrainer<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(encoder, decoder, 4, s_options);
        var source = new Sample(Shapes.AttendedEncoder.Shape, Rows, 4);
        int[] targets = Targets();
        Allocated.AssertNothing(() => trainer.Step(source.Input, targets));
    }

    [Fact]
    public void Logits_that_are_no_numbers_reject_the_step_and_bad_options_are_named()
    {
        using var encoder = new Model<Shapes.Encoder>(1);
        using var decoder = new Model<Shapes.Decoder>(2);
        decoder.Parameters[Shapes.Decoder.Shape.Parameters.Single(p => p.Name == "b_y").Layout.IndexOf(0, 2)] = float.NaN;
        foreach (bool draws in new[] { true, false })
        {
            using var trainer = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, s_options with { ScheduledSampling = new(1) { Draws = draws } });
            Assert.Equal(TrainingOutcome.RejectedNonFinite, trainer.Step(new Sample(Shapes.Encoder.Shape, Rows, 4).Input, Targets()).Outcome);
        }

        ScheduledSampling[] bad = [new(-0.1f), new(1.1f), new(float.NaN), new(1) { Start = -1 }, new(1) { Steps = -1 }];
        Assert.All(bad, sampling => Assert.Throws<ArgumentOutOfRangeException>(() => new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, s_options with { ScheduledSampling = sampling })));
        Assert.Contains("EncoderDecoderTrainer", Assert.Throws<ArgumentException>(() => new Trainer<Shapes.Decoder>(decoder, s_options)).Message, StringComparison.Ordinal);
        using var wild = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, s_options with { ScheduledSampling = new Wild() });
        Assert.Contains("2", Assert.Throws<InvalidOperationException>(() => wild.Step(new Sample(Shapes.Encoder.Shape, Rows, 4).Input, Targets())).Message, StringComparison.Ordinal);
    }

    private static int[] Targets()
    {
        var random = new RandomGenerator(9);
        int[] targets = [.. Enumerable.Range(0, Rows * Window).Select(_ => random.NextInt32(6))];
        targets.AsSpan(Window + 3, Window - 3).Fill(-1);
        targets.AsSpan(2 * Window, Window).Fill(-1);
        return targets;
    }

    private static string Train<TEncoder, TDecoder>(TrainerOptions options)
        where TEncoder : struct, ITrainableModel
        where TDecoder : struct, ILanguageModel, ITrainableModel
    {
        using var encoder = new Model<TEncoder>(1);
        using var decoder = new Model<TDecoder>(2);
        using var trainer = new EncoderDecoderTrainer<TEncoder, TDecoder>(encoder, decoder, 4, options);
        var source = new Sample(TEncoder.Shape, Rows, 4);
        for (int step = 0; step < 8; step++)
        {
            trainer.Step(source.Input, Targets());
        }

        return encoder.ComputeSha256() + decoder.ComputeSha256();
    }

    private sealed record Wild() : ScheduledSampling(1)
    {
        public override float RateAt(long step) => 2;
    }
}
