using EdgeSeq.Shapes;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Forms.Tests.Translation;

/// <summary>Pairs whose decoder attends to every step of the source: gradients of both, the same bits, where it looks, what it learns, and bad input.</summary>
[Collection(Alone.Name)]
public sealed class AttentionTests
{
    private const int Symbols = SymbolPairs.Symbols, Stop = SymbolPairs.Stop;

    // Plain descent at rate 1 without clipping: the step is the gradient.
    private static readonly TrainerOptions Descent = new()
    {
        Batch = 3, MicroBatch = 2, Window = 4, Optimizer = new Sgd(), Schedule = new ConstantRate(1), ClipNorm = null,
    };

    private static readonly int[] Sources = [1, 6, -1, 3, 2, 0, 0, 0, 5, 4, 2, 2], Lengths = [4, 1, 3];
    private static readonly int[] Targets = [0, 3, 5, 1, 2, 5, -1, -1, -1, -1, -1, -1];

    [Fact]
    public void Gradients_of_an_encoder_in_both_directions_are_the_slopes_of_the_loss() => CheckGradients<Shapes.AttendedEncoder, Shapes.AttendingDecoder>();

    [Fact]
    public void So_are_those_of_one_whose_last_states_are_handed_over_too()
    {
        CheckGradients<Shapes.AttendedStack, Shapes.AdditiveDecoder>();

        // With outputs that are always zero only the states can tell two sources apart.
        using var encoder = new Model<Shapes.AttendedStack>(5);
        using var decoder = new Model<Shapes.AdditiveDecoder>(6);
        foreach (ParameterInfo parameter in Shapes.AttendedStack.Shape.Parameters.Where(parameter => parameter.Kind is ParameterKind.Head or ParameterKind.HeadBias))
        {
            Assert.All(Slope.Places(parameter, int.MaxValue), i => encoder.Parameters[i] = 0);
        }

        using var evaluator = new EncoderDecoderEvaluator<Shapes.AttendedStack, Shapes.AdditiveDecoder>(encoder, decoder, batch: 1, sourceWindow: 4, window: 4);
        evaluator.Add(Sources.AsSpan(0, 4), Targets.AsSpan(0, 4));
        double one = evaluator.Loss;
        evaluator.Reset();
        evaluator.Add(Sources.AsSpan(8, 4), Targets.AsSpan(0, 4));
        Assert.NotEqual(one, evaluator.Loss);
    }

    [Fact]
    public void Neither_micro_batches_nor_threads_nor_instruction_sets_change_a_bit()
    {
        TrainerOptions options = Descent with { Schedule = new ConstantRate(0.1f), MicroBatch = null };
        string digest = Train<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(options);
        Assert.Equal(digest, Train<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(options with { MicroBatch = 1 }));
        Assert.Equal(digest, Train<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(options with { Threads = 2 }));
        Assert.Equal(digest, Train<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(options with { Threads = 3, MicroBatch = 1 }));
        var dialects = new Digests();
        Catalogue.AcceptDialects(typeof(Shapes.AttendedEncoder), typeof(Shapes.AttendingDecoder), dialects);
        Assert.Single(dialects.All.Distinct());
    }

    [Fact]
    public void Learns_to_copy_what_is_longer_than_its_states_hold_and_looks_where_it_copies_from()
    {
        const int Window = 12;
        using var encoder = new Model<Shapes.AttendedEncoder>(1);
        using var decoder = new Model<Shapes.AttendingDecoder>(2);
        SymbolPairs.Learn(encoder, decoder, Window, steps: 700, isReversed: false);

        using var translator = new EncoderDecoder<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(
            encoder, decoder, Window, new BeamOptions { Width = 2, MaxLength = Window + 1, StopToken = Stop });
        int right = 0, looked = 0;
        int[] output = new int[Window + 1];
        float[] weights = new float[10 * 10];
        var random = new RandomGenerator(8);
        for (int i = 0; i < 50; i++)
        {
            int[] source = [.. Enumerable.Range(0, 10).Select(_ => 1 + random.NextInt32(Symbols))];
            BeamResult decoded = translator.Decode(source, output);
            right += decoded.IsComplete && output.Take(decoded.Length).SequenceEqual(source) ? 1 : 0;
            translator.Align(source, source, weights);
            Assert.All(weights.Chunk(10), row => Assert.Equal(1, row.Sum(), 1e-5));
            looked += weights.Chunk(10).Select((row, step) => Math.Abs(Array.IndexOf(row, row.Max()) - step) <= 1 ? 1 : 0).Sum();
        }

        Assert.True(right >= 40, $"{right} of 50 copied");
        Assert.True(looked >= 400, $"{looked} of 500 steps look at what they copy");
    }

    [Fact]
    public void Training_decoding_and_aligning_allocate_nothing()
    {
        using var encoder = new Model<Shapes.AttendedStack>(1);
        using var decoder = new Model<Shapes.AdditiveDecoder>(2);
        using var trainer = new EncoderDecoderTrainer<Shapes.AttendedStack, Shapes.AdditiveDecoder>(encoder, decoder, 4, Descent);
        Allocated.AssertNothing(() => trainer.Step(new SequenceInput { Tokens = Sources, Lengths = Lengths }, Targets));
        using var translator = new EncoderDecoder<Shapes.AttendedStack, Shapes.AdditiveDecoder>(encoder, decoder, 4, new BeamOptions { Width = 3, MaxLength = 6, StopToken = Stop });
        int[] output = new int[6];
        float[] weights = new float[12];
        Allocated.AssertNothing(() => translator.Decode(Sources.AsSpan(0, 4), output));
        Allocated.AssertNothing(() => translator.Align(Sources.AsSpan(0, 4), Targets.AsSpan(0, 3), weights));
    }

    [Fact]
    public void An_empty_source_has_nothing_to_look_at()
    {
        using var encoder = new Model<Shapes.AttendedStack>(1);
        using var decoder = new Model<Shapes.AdditiveDecoder>(2);
        using var translator = new EncoderDecoder<Shapes.AttendedStack, Shapes.AdditiveDecoder>(encoder, decoder, 4, new BeamOptions { MaxLength = 6, StopToken = Stop });
        int[] output = new int[6];
        BeamResult all = translator.Decode(Sources.AsSpan(0, 3), output), empty = translator.Decode(ReadOnlySpan<int>.Empty, output);
        Assert.NotEqual(all.LogProbability, empty.LogProbability);
        translator.Align(ReadOnlySpan<int>.Empty, [1, 2], []);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        using var encoder = new Model<Shapes.AttendedEncoder>(1);
        using var stack = new Model<Shapes.AttendedStack>(1);
        using var plain = new Model<Shapes.Encoder>(1);
        using var decoder = new Model<Shapes.AttendingDecoder>(2);
        Contains("AttendingDecoder remembers 20 numbers of each step of its source (c: 20), and Encoder has", () => _ = new EncoderDecoder<Shapes.Encoder, Shapes.AttendingDecoder>(plain, decoder, 4));
        Contains("declare the encoder with 20 linear outputs", () => _ = new EncoderDecoder<Shapes.AttendedStack, Shapes.AttendingDecoder>(stack, decoder, 4));
        Contains("Sources have up to 25 steps, and c of AttendingDecoder remembers 24", () => _ = new EncoderDecoderTrainer<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(encoder, decoder, 25, Descent));
        using var translator = new EncoderDecoder<Shapes.AttendedEncoder, Shapes.AttendingDecoder>(encoder, decoder, 4);
        Contains("has no attention \"d\"; it has c", () => translator.Align(new[] { 1 }, [1], new float[1], "d"));
        Contains("Encoder has no attention", () => Shapes.Encoder.Shape.FindMemory());
        Contains("2", () => translator.Align(new[] { 1, 2 }, [1], new float[1]));
        MemoryInfo memory = Shapes.AttendingDecoder.Shape.FindMemory();
        Contains("holds 0 to 24 rows", () => memory.Write(new float[Shapes.AttendingDecoder.StateSize], new float[500], 25));
        Contains("2 rows for c are 40 numbers; here are 39", () => memory.Write(new float[Shapes.AttendingDecoder.StateSize], new float[39], 2));

        static void Contains(string message, Action action) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    private static void CheckGradients<TEncoder, TDecoder>()
        where TEncoder : struct, ITrainableModel
        where TDecoder : struct, ILanguageModel, ITrainableModel
    {
        using var encoder = new Model<TEncoder>(5);
        using var decoder = new Model<TDecoder>(6);
        float[] encoderBefore = encoder.Parameters.ToArray(), decoderBefore = decoder.Parameters.ToArray();
        using (var trainer = new EncoderDecoderTrainer<TEncoder, TDecoder>(encoder, decoder, sourceWindow: 4, Descent))
        {
            trainer.Step(new SequenceInput { Tokens = Sources, Lengths = Lengths }, Targets);
        }

        float[] encoderAfter = encoder.Parameters.ToArray(), decoderAfter = decoder.Parameters.ToArray();
        encoderBefore.CopyTo(encoder.Parameters);
        decoderBefore.CopyTo(decoder.Parameters);
        using var evaluator = new EncoderDecoderEvaluator<TEncoder, TDecoder>(encoder, decoder, batch: 3, sourceWindow: 4, window: 4);
        double Loss()
        {
            evaluator.Reset();
            evaluator.Add(new SequenceInput { Tokens = Sources, Lengths = Lengths }, Targets);
            return evaluator.Loss;
        }

        foreach (ParameterInfo parameter in TEncoder.Shape.Parameters)
        {
            Assert.All(Slope.Places(parameter, 6), i => Assert.Equal(Slope.Of(Loss, encoder.Parameters, i), encoderBefore[i] - encoderAfter[i], Slope.Tolerance));
            Assert.True(Slope.Places(parameter).Any(i => encoderBefore[i] != encoderAfter[i]), $"{parameter.Name} learns nothing");
        }

        foreach (ParameterInfo parameter in TDecoder.Shape.Parameters)
        {
            Assert.All(Slope.Places(parameter, 6), i => Assert.Equal(Slope.Of(Loss, decoder.Parameters, i), decoderBefore[i] - decoderAfter[i], Slope.Tolerance));
        }
    }

    private static string Train<TEncoder, TDecoder>(TrainerOptions options)
        where TEncoder : struct, ITrainableModel
        where TDecoder : struct, ILanguageModel, ITrainableModel
    {
        using var encoder = new Model<TEncoder>(5);
        using var decoder = new Model<TDecoder>(6);
        using var trainer = new EncoderDecoderTrainer<TEncoder, TDecoder>(encoder, decoder, sourceWindow: 4, options);
        double loss = 0;
        for (int step = 0; step < 3; step++)
        {
            loss = trainer.Step(new SequenceInput { Tokens = Sources, Lengths = Lengths }, Targets).Loss;
        }

        return $"{encoder.ComputeSha256()} {decoder.ComputeSha256()} {loss:R}";
    }

    private sealed class Digests : IPairVisitor
    {
        public List<string> All { get; } = [];

        public void Visit<TEncoder, TDecoder>()
            where TEncoder : struct, ITrainableModel
            where TDecoder : struct, ILanguageModel, ITrainableModel => All.Add(Train<TEncoder, TDecoder>(Descent with { Schedule = new ConstantRate(0.1f) }));
    }
}
