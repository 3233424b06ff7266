using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Forms.Tests.Translation;

/// <summary>Training of encoder and decoder: the same bits however it is run, and bad input.</summary>
public sealed class EncoderDecoderTrainerTests
{
    private static readonly TrainerOptions Options = new() { Batch = 5, Window = 4, Schedule = new ConstantRate(0.02f) };
    private static readonly int[] Sources = [1, 6, 3, 3, 2, 0, 0, 0, 5, 4, 2, 2, 1, 1, 1, 6, 0, 6, 0, 6];
    private static readonly int[] Lengths = [4, 2, 4, 1, 3];
    private static readonly int[] Targets = [0, 3, 5, 1, 2, 5, -1, -1, -1, -1, -1, -1, 4, 3, 2, 1, 5, -1, -1, -1];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Micro_batches_give_the_bits_of_the_whole_batch(int rows)
    {
        Optimizer[] optimizers = [new Adam(), new Sgd { Momentum = 0.9f }];
        Assert.All(optimizers, optimizer => Assert.Equal(
            Train<Shapes.Encoder, Shapes.Decoder>(Options with { Optimizer = optimizer }),
            Train<Shapes.Encoder, Shapes.Decoder>(Options with { Optimizer = optimizer, MicroBatch = rows })));
        TrainerOptions dropping = Options with { Dropout = 0.3f, DropoutSeed = 5 };
        Assert.Equal(
            Train<Shapes.DeepEncoder, Shapes.DeepDecoder>(dropping), Train<Shapes.DeepEncoder, Shapes.DeepDecoder>(dropping with { MicroBatch = rows }));
    }

    [Fact]
    public void More_rows_than_run_at_a_time_give_the_bits_of_the_whole_batch()
    {
        const int rows = 20, steps = 40;
        int[] sources = [.. Enumerable.Range(0, rows * steps).Select(i => i * i % 11 % 7)], targets = [.. sources.Select(token => token % 6)];
        Assert.Equal(Run(microBatch: rows), Run(microBatch: null));

        (string, double) Run(int? microBatch)
        {
            using var encoder = new Model<Shapes.Encoder>(1);
            using var decoder = new Model<Shapes.Decoder>(2);
            using var trainer = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(
                encoder, decoder, steps, Options with { Batch = rows, Window = steps, MicroBatch = microBatch });
            trainer.Step(sources, targets);
            double loss = trainer.Step(sources, targets).Loss;
            using var evaluator = new EncoderDecoderEvaluator<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, rows, steps, steps);
            evaluator.Add(sources, targets);
            Assert.Equal(trainer.Step(sources, targets).Loss, evaluator.Loss);
            return (encoder.ComputeSha256() + decoder.ComputeSha256(), loss);
        }
    }

    [Fact]
    public void Every_dialect_gives_the_same_weights_and_the_same_translations()
    {
        var digests = new Digests();
        Catalogue.AcceptDialects(typeof(Shapes.Encoder), typeof(Shapes.Decoder), digests);
        Assert.Single(digests.All.Distinct());
        digests.All.Clear();
        Catalogue.AcceptDialects(typeof(Shapes.DeepEncoder), typeof(Shapes.DeepDecoder), digests);
        Assert.Single(digests.All.Distinct());
    }

    [Fact]
    public void The_norm_of_both_models_together_is_clipped()
    {
        using var encoder = new Model<Shapes.Encoder>(1);
        using var decoder = new Model<Shapes.Decoder>(2);
        float[] encoderBefore = encoder.Parameters.ToArray(), decoderBefore = decoder.Parameters.ToArray();
        using var trainer = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(
            encoder, decoder, 4, Options with { Optimizer = new Sgd(), Schedule = new ConstantRate(1), ClipNorm = 0.01f });
        Assert.True(trainer.Step(Sources, Targets).GradientNorm > 0.1);
        double of = Squares(encoderBefore, encoder.Parameters), and = Squares(decoderBefore, decoder.Parameters);
        Assert.True(of > 1e-6 && and > 1e-6, $"{of}, {and}");
        Assert.Equal(0.01, Math.Sqrt(of + and), 1e-5);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_step_that_is_not_finite_changes_neither_model(float poison)
    {
        using var encoder = new Model<Shapes.Encoder>(1);
        using var decoder = new Model<Shapes.Decoder>(2);
        using var trainer = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, Options);
        var source = new SequenceInput { Tokens = Sources, Lengths = Lengths };
        trainer.Step(source, Targets);
        int place = Shapes.Decoder.Shape.Parameters.Single(p => p.Name == "b_y").Layout.IndexOf(0, 2);
        float healthy = decoder.Parameters[place];
        decoder.Parameters[place] = poison;
        string encoderBefore = encoder.ComputeSha256(), decoderBefore = decoder.ComputeSha256();
        Assert.Equal(TrainingOutcome.RejectedNonFinite, trainer.Step(source, Targets).Outcome);
        Assert.Equal((encoderBefore, decoderBefore), (encoder.ComputeSha256(), decoder.ComputeSha256()));
        Assert.Equal((1, 1), (trainer.StepCount, trainer.RejectedCount));

        // Nothing of it is left: the next step is that of a run that never saw it.
        decoder.Parameters[place] = healthy;
        Assert.Equal(TrainingOutcome.Applied, trainer.Step(source, Targets).Outcome);
        Assert.Equal(Train<Shapes.Encoder, Shapes.Decoder>(Options, steps: 2), encoder.ComputeSha256() + decoder.ComputeSha256());
    }

    [Fact]
    public void A_batch_without_targets_changes_nothing()
    {
        using var encoder = new Model<Shapes.Encoder>(1);
        using var decoder = new Model<Shapes.Decoder>(2);
        using var trainer = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, Options);
        string before = encoder.ComputeSha256() + decoder.ComputeSha256();
        int[] none = new int[Targets.Length];
        none.AsSpan().Fill(-1);
        Assert.Equal(new TrainingStep(0, 0, TrainingOutcome.NoTargets), trainer.Step(Sources, none));
        Assert.Equal(before, encoder.ComputeSha256() + decoder.ComputeSha256());
    }

    [Fact]
    public void Shapes_with_other_states_are_refused_by_name()
    {
        using var encoder = new Model<Shapes.Encoder>();
        using var deep = new Model<Shapes.DeepDecoder>();
        using var decoder = new Model<Shapes.Decoder>();
        using var both = new Model<Shapes.BothDirections>();
        AssertNames(["Encoder", "DeepDecoder", "GruResetAfter", "Lstm", "18", "5, 17"],
            Assert.Throws<ArgumentException>(() => new EncoderDecoderTrainer<Shapes.Encoder, Shapes.DeepDecoder>(encoder, deep, 4, Options)));
        AssertNames(["Encoder", "DeepDecoder"], Assert.Throws<ArgumentException>(() => new EncoderDecoder<Shapes.Encoder, Shapes.DeepDecoder>(encoder, deep, 4)));
        AssertNames(["BothDirections", "Decoder", "Direction.Forward"],
            Assert.Throws<ArgumentException>(() => new EncoderDecoderTrainer<Shapes.BothDirections, Shapes.Decoder>(both, decoder, 4, Options)));
    }

    [Fact]
    public void Bad_input_is_refused_before_anything_changes()
    {
        using var encoder = new Model<Shapes.Encoder>(1);
        using var decoder = new Model<Shapes.Decoder>(2);
        using var trainer = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, Options);
        string before = encoder.ComputeSha256() + decoder.ComputeSha256();
        AssertNames(["19", "20"], Assert.Throws<ArgumentException>(() => trainer.Step(Sources.AsSpan(0, 19), Targets)));
        AssertNames(["targets", "16", "20"], Assert.Throws<ArgumentException>(() => trainer.Step(Sources, Targets.AsSpan(0, 16))));
        AssertNames(["[3]", "7", "0 to 6"], Assert.Throws<ArgumentException>(() => trainer.Step((int[])[1, 2, 3, 7, .. Sources[4..]], Targets)));
        AssertNames(["targets[1]", "6", "0 to 5"], Assert.Throws<ArgumentException>(() => trainer.Step(Sources, [0, 6, .. Targets[2..]])));
        AssertNames(["lengths[1]", "5", "4"], Assert.Throws<ArgumentException>(
            () => trainer.Step(new SequenceInput { Tokens = Sources, Lengths = [4, 5, 1, 1, 1] }, Targets)));
        AssertNames(["Encoder", "tokens"], Assert.Throws<ArgumentException>(() => trainer.Step(new float[20], Targets)));
        Assert.All([0, -Options.Window], steps => Assert.Throws<ArgumentOutOfRangeException>(
            () => new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, steps, Options)));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, Options with { Dropout = 0.1f }));
        Assert.Equal(before, encoder.ComputeSha256() + decoder.ComputeSha256());
        Assert.Equal(0, trainer.StepCount);
    }

    /// <summary>Both digests after some steps.</summary>
    private static string Train<TEncoder, TDecoder>(TrainerOptions options, int steps = 10)
        where TEncoder : struct, ITrainableModel
        where TDecoder : struct, ILanguageModel, ITrainableModel
    {
        using var encoder = new Model<TEncoder>(1);
        using var decoder = new Model<TDecoder>(2);
        using var trainer = new EncoderDecoderTrainer<TEncoder, TDecoder>(encoder, decoder, 4, options);
        var sample = new Sample(TEncoder.Shape, 5, 4);
        var source = new SequenceInput { Tokens = sample.Tokens.Length > 0 ? Sources : [], Vectors = sample.Vectors, Lengths = Lengths };
        for (int i = 0; i < steps; i++)
        {
            Assert.Equal(TrainingOutcome.Applied, trainer.Step(source, Targets).Outcome);
        }

        return encoder.ComputeSha256() + decoder.ComputeSha256();
    }

    private static double Squares(ReadOnlySpan<float> before, ReadOnlySpan<float> after)
    {
        double squares = 0;
        for (int i = 0; i < before.Length; i++)
        {
            squares += Math.Pow(before[i] - after[i], 2);
        }

        return squares;
    }

    private static void AssertNames(string[] names, Exception exception) =>
        Assert.All(names, name => Assert.Contains(name, exception.Message, StringComparison.Ordinal));

    private sealed class Digests : IPairVisitor
    {
        public List<string> All { get; } = [];

        public void Visit<TEncoder, TDecoder>()
            where TEncoder : struct, ITrainableModel
            where TDecoder : struct, ILanguageModel, ITrainableModel
        {
            string weights = Train<TEncoder, TDecoder>(Options with { MicroBatch = 3, ClipValue = 0.1f });
            using var encoder = new Model<TEncoder>(1);
            using var decoder = new Model<TDecoder>(2);
            using var translator = new EncoderDecoder<TEncoder, TDecoder>(encoder, decoder, 4, new BeamOptions { Width = 3, MaxLength = 6, StopToken = 0 });
            int[] output = new int[6];
            BeamResult decoded = translator.Decode(new Sample(TEncoder.Shape, 1, 4).Input, output);
            string sampled = Train<TEncoder, TDecoder>(Options with { MicroBatch = 2, ScheduledSampling = new ScheduledSampling(0.7f) { Draws = true } });
            Assert.NotEqual(weights, sampled);
            All.Add($"{weights} {sampled} {decoded.LogProbability:R} {string.Join(' ', output.Take(decoded.Length))}");
        }
    }
}
